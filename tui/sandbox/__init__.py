"""An exchange of our own that speaks Backpack's protocol on this machine."""
