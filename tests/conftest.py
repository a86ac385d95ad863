"""What holds for every test."""

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Drop the snapshot plugin's report: it holds every environment variable, keys included."""
    if hasattr(config.option, "snapshot_report"):
        config.option.snapshot_report = os.devnull
    # The keyring of whoever runs the tests is none of their business.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
