"""What is true now: the account's state, the markets, and how old each datum is."""
