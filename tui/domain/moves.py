"""How intents and commands may move: the one table that session, actions and documentation share.

Anything that is not in it is old news arriving late, and changes nothing: that is what makes every
source of news (answer, stream, look-up) safe in any order and any number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from tui.domain.command import Command, CommandStatus
from tui.domain.intent import Intent, IntentStatus

S = TypeVar("S", IntentStatus, CommandStatus)


@dataclass(frozen=True, slots=True)
class Stand(Generic[S]):
    """One status: what it means, and what may follow."""

    means: str
    """A plain sentence for trader and documentation."""
    next: frozenset[S]


SEEN = frozenset(
    {
        IntentStatus.RESTING,
        IntentStatus.PARTLY_FILLED,
        IntentStatus.FILLED,
        IntentStatus.CANCELLED,
        IntentStatus.EXPIRED,
        IntentStatus.MISMATCH,
    }
)
"""The order is on the exchange, or was."""

PROVEN_AWAY = frozenset({IntentStatus.ABSENT, IntentStatus.REJECTED, IntentStatus.NOT_SENT})
"""The order was taken not to exist; news of it afterwards is an alarm."""

WATCHED_MS = 24 * 3_600_000
"""An order that was taken not to exist is watched for a day after it was recorded all the same."""

OPEN = frozenset({IntentStatus.RESTING, IntentStatus.PARTLY_FILLED, IntentStatus.MISMATCH})
"""The order was live when last heard of."""

INTENT_MOVES: Mapping[IntentStatus, Stand[IntentStatus]] = {
    IntentStatus.RECORDED: Stand(
        "It is written down; nothing has left.",
        frozenset({IntentStatus.SENDING, IntentStatus.NOT_SENT}),
    ),
    IntentStatus.SENDING: Stand(
        "It may be on its way. A crash here makes it unknown.",
        SEEN | {IntentStatus.NOT_SENT, IntentStatus.REJECTED, IntentStatus.UNKNOWN},
    ),
    IntentStatus.NOT_SENT: Stand("No byte of it left this machine.", SEEN),
    IntentStatus.REJECTED: Stand("The exchange refused it, for a reason that proves it.", SEEN),
    IntentStatus.UNKNOWN: Stand(
        "Nobody said what became of it. It is looked up, never sent again.",
        SEEN | {IntentStatus.ABSENT},
    ),
    # The exchange has the last word: an order that shows up after all is believed, with an alarm.
    IntentStatus.ABSENT: Stand(
        "It is proved not to be on the exchange. It is watched for a day; a sighting is an alarm.",
        SEEN,
    ),
    IntentStatus.RESTING: Stand("It waits in the book.", SEEN - {IntentStatus.RESTING}),
    IntentStatus.PARTLY_FILLED: Stand(
        "A part is filled, the rest waits.",
        SEEN - {IntentStatus.RESTING, IntentStatus.PARTLY_FILLED},
    ),
    IntentStatus.MISMATCH: Stand(
        "The exchange has it on other terms than were sent. Nothing more is sent until it is gone.",
        frozenset({IntentStatus.FILLED, IntentStatus.CANCELLED, IntentStatus.EXPIRED}),
    ),
    # A fill can be told after the cancel that overtook it.
    IntentStatus.CANCELLED: Stand("It is cancelled.", frozenset({IntentStatus.FILLED})),
    IntentStatus.EXPIRED: Stand("The exchange ended it.", frozenset({IntentStatus.FILLED})),
    IntentStatus.FILLED: Stand("All of it is filled.", frozenset()),
}
"""Where an order may stand."""

_TOLD = frozenset(
    {
        CommandStatus.NOT_SENT,
        CommandStatus.REJECTED,
        CommandStatus.DONE,
        CommandStatus.PENDING,
        CommandStatus.GONE,
        CommandStatus.UNKNOWN,
    }
)

COMMAND_MOVES: Mapping[CommandStatus, Stand[CommandStatus]] = {
    CommandStatus.RECORDED: Stand(
        "It is written down; nothing has left.",
        frozenset({CommandStatus.SENDING, CommandStatus.NOT_SENT}),
    ),
    CommandStatus.SENDING: Stand("It may be on its way. A crash here makes it unknown.", _TOLD),
    CommandStatus.NOT_SENT: Stand("No byte of it left this machine.", frozenset()),
    CommandStatus.REJECTED: Stand(
        "The exchange refused it, or shows when its time is over that it did not do it.",
        frozenset(),
    ),
    CommandStatus.PENDING: Stand(
        "The exchange took it and has not carried it out yet.",
        frozenset({CommandStatus.DONE, CommandStatus.GONE, CommandStatus.REJECTED}),
    ),
    CommandStatus.UNKNOWN: Stand(
        "Nobody said what became of it. The exchange is asked; the trader may tell it again.",
        frozenset(
            {
                CommandStatus.DONE,
                CommandStatus.PENDING,
                CommandStatus.GONE,
                CommandStatus.REJECTED,
            }
        ),
    ),
    CommandStatus.DONE: Stand("The exchange did it.", frozenset()),
    CommandStatus.GONE: Stand("There was nothing left to do it to.", frozenset()),
}
"""Where a cancel, a setting or the kill switch may stand."""


def advance(held: Intent, news: Intent) -> Intent:
    """`held`, moved on by `news` where the table allows it; never backwards.

    What was executed never falls, whichever of the two knows more.
    """
    executed = max((q for q in (held.executed, news.executed) if q is not None), default=None)
    if news.status in INTENT_MOVES[held.status].next:
        return replace(news, executed=executed, order_id=news.order_id or held.order_id)
    if news.status is held.status and news.status in SEEN:
        return replace(
            held,
            executed=executed,
            order_id=held.order_id or news.order_id,
            reason=held.reason or news.reason,
        )
    return held


def advance_command(held: Command, news: Command) -> Command:
    """`held`, moved on by `news` where the table allows it; never backwards.

    The same status with another count of what is left is news too.
    """
    if news.status is held.status or news.status in COMMAND_MOVES[held.status].next:
        return news
    return held
