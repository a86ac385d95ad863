"""What the screen shows before the exchange is open: nothing that could be taken for a figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tui.domain.exits.plan import ExitView
from tui.session.diagnostics import Diagnostics
from tui.session.markets import MarketStore
from tui.session.state import State
from tui.ui.ports import Background, Desk, Feed, Mode


@dataclass(frozen=True, slots=True)
class Opened:
    """What the screen gets once there is something to show."""

    feed: Feed
    desk: Desk
    mode: Mode
    exchange: str = ""
    background: Sequence[Background] = ()


class OpeningFeed:
    """Knows which market is wanted and nothing else."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.state = State()
        self.markets: Mapping[str, MarketStore] = MappingProxyType({})

    def select(self, symbol: str) -> None:
        """Want another market."""
        self.symbol = symbol

    def view(self, symbol: str, now: float) -> ExitView | None:  # noqa: ARG002  # as the protocol
        """Nothing is known of any market."""
        return None

    def add_listener(self, callback: Callable[[], None]) -> None:
        """Nothing will change here."""

    def survey(self, *, on: bool) -> None:
        """There is nobody to ask."""

    def diagnostics(self) -> Diagnostics:
        """Nothing was heard."""
        return Diagnostics()

    def watch_candles(self, symbol: str, interval: str, since_ms: int | None = None) -> None:
        """There is nobody to ask."""

    def unwatch_candles(self, symbol: str, interval: str) -> None:
        """There is nobody to ask."""

    async def refresh(self, symbol: str) -> None:
        """There is nobody to ask."""
