"""What trading is: values and rules, with no clock, no input or output, and no randomness."""
