"""The exit desk for Backpack perpetual futures: a terminal that plans, places and proves exits."""
