"""What the trader is told without asking: an order that filled, and the fate of one unknown before.

It compares the newest state with the one it saw last. All else stands in the log.
"""

from collections.abc import Callable, Iterator

from tui.domain.events import OrderChanged
from tui.domain.intent import IntentStatus
from tui.domain.order import OrderStatus
from tui.session.state import Happening, State
from tui.ui.wording_events import tell
from tui.ui.wording_orders import outcome


class Announcer:
    """Calls `announce` once for each piece of news."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce = announce
        self._unknown: set[int] = set()
        self._seen: Happening | None = None
        self._is_new = True

    def look(self, state: State) -> None:
        """Tell what is new in `state`; what happened before the first look is no news."""
        for happening in () if self._is_new else self._fresh(state):
            told = tell(happening.event) if _is_final_fill(happening) else None
            if told is not None:
                self._announce(told.text)
        self._seen = state.happenings[-1] if state.happenings else None
        self._is_new = False
        self._resolve(state)

    def _fresh(self, state: State) -> Iterator[Happening]:
        """Happenings since the last look, oldest first; all of them when the last is forgotten."""
        after = 0
        for place in range(len(state.happenings) - 1, -1, -1):
            if state.happenings[place] is self._seen:
                after = place + 1
                break
        yield from state.happenings[after:]

    def _resolve(self, state: State) -> None:
        for client_id, intent in state.intents.items():
            if intent.status is IntentStatus.UNKNOWN:
                self._unknown.add(client_id)
            elif client_id in self._unknown and intent.status.is_settled:
                self._unknown.discard(client_id)
                self._announce(outcome(intent))


def _is_final_fill(happening: Happening) -> bool:
    event = happening.event
    return (
        isinstance(event, OrderChanged)
        and event.fill is not None
        and event.order.status is OrderStatus.FILLED
    )
