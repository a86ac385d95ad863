"""What the exchange says: bytes to domain values and back, with no input or output."""
