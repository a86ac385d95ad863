"""What became of a cancel, as a word and an exit code."""

from decimal import Decimal

import pytest

from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
)
from tui.cli.cancel import cancel_result
from tui.cli.exits import ExitCode
from tui.domain.money import Price, Quantity, Usd
from tui.domain.order import Order, OrderStatus, OrderType
from tui.domain.position import Side

ORDER = Order(
    order_id="1",
    client_id=None,
    symbol="SOL_USDC_PERP",
    side=Side.ASK,
    order_type=OrderType.LIMIT,
    status=OrderStatus.CANCELLED,
    price=Price(Decimal(160)),
    quantity=Quantity(Decimal(1)),
    executed=Quantity(Decimal(0)),
    executed_quote=Usd(Decimal(0)),
    reduce_only=True,
)


@pytest.mark.parametrize(
    ("outcome", "word", "code"),
    [
        (CancelDone(ORDER), "cancelled", ExitCode.DONE),
        (AlreadyGone(None), "not open", ExitCode.REJECTED),
        (CancelFailed("too slow"), "rejected", ExitCode.REJECTED),
        (CancelFailed("cannot connect", was_sent=False), "not sent", ExitCode.NOT_CONNECTED),
        (CancelPending(), "accepted", ExitCode.UNKNOWN),
        (CancelUnknown("no answer"), "unknown", ExitCode.UNKNOWN),
    ],
)
def test_only_a_confirmed_cancel_is_done(outcome: CancelOutcome, word: str, code: ExitCode) -> None:
    assert cancel_result(outcome) == (word, code)
