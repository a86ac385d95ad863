"""Parts of a screen; they draw the rows they are given."""
