"""What clients of others do to the process that runs them is undone."""

import decimal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def own_arithmetic() -> Iterator[None]:
    """Give back the arithmetic of the process: ccxt sets another rounding for everybody."""
    context = decimal.getcontext()
    before = context.copy()
    yield
    context.prec, context.rounding = before.prec, before.rounding
    context.Emin, context.Emax = before.Emin, before.Emax
    context.capitals, context.clamp = before.capitals, before.clamp
    context.traps.update(before.traps)
    context.clear_flags()
