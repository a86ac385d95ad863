"""Screens and the cards above them."""
