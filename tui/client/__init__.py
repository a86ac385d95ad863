"""Talking to the exchange: requests, sockets, reconnecting, the clock."""
