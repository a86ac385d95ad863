"""Blocking work done in place, so that simulated time stays in step with it."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def inline(work: Callable[[], T]) -> T:
    """Do `work` at once."""
    return work()
