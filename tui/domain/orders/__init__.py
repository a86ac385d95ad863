"""Planning orders beyond the take-profit: closing a position, the order ticket, replacing."""
