"""Finds the trader's API key, checks it before any network, and hands out only a Signer."""

from tui.credentials.loader import SECRET_VARIABLES, load, signer
from tui.credentials.pair import KeyProblem

__all__ = ["SECRET_VARIABLES", "KeyProblem", "load", "signer"]
