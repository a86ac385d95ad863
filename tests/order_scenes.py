"""The forms of orders, each opened on its own, with what the account has."""

from dataclasses import replace
from decimal import Decimal

from textual.pilot import Pilot

from tests.builders import SOL, exit_view, price, quantity, sol_long, sol_order, usd
from tests.form_scenes import FormScene
from tui.domain.book import Level
from tui.domain.exits.plan import ExitView
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Rate
from tui.domain.order import Order
from tui.ui.ports import Mode
from tui.ui.screens.close import CloseScreen
from tui.ui.screens.replace import ReplaceScreen
from tui.ui.screens.ticket import TicketScreen

LIMITS = OrderLimits(
    largest_order=usd("5000"),
    open_notional=usd("20000"),
    from_mark=Rate(Decimal("0.25")),
    daily_loss=usd("500"),
)
USED = Budget(LIMITS, 0, 3, usd("9228"), usd("-120.40"))


def _account(view: ExitView) -> ExitView:
    return replace(view, available=usd("8120.15"), leverage=Decimal(10))


def closing(view: ExitView | None = None, *, mode: Mode = Mode.SANDBOX) -> FormScene:
    """The form that closes a position."""
    held = _account(exit_view() if view is None else view)
    return FormScene(held, mode, make=lambda around: CloseScreen(SOL, around))


def ordering(view: ExitView | None = None, *, at: str = "", mode: Mode = Mode.LIVE) -> FormScene:
    """The order ticket on a market where nothing is held, with limits of which some is used."""
    flat = replace(exit_view(), position=None) if view is None else view
    scene = FormScene(_account(flat), mode, make=lambda around: TicketScreen(SOL, around, price=at))
    scene.desk.used = USED
    return scene


def replacing(order: Order | None = None, *, mode: Mode = Mode.SANDBOX) -> FormScene:
    """The form that replaces an exit."""
    old = sol_order(client_id=7) if order is None else order
    view = _account(exit_view(covering=(old,) if old.reduce_only else ()))
    return FormScene(view, mode, make=lambda around: ReplaceScreen(old, around), orders=(old,))


def all_of_it() -> Order:
    """An exit of the whole position, partly filled."""
    return sol_order(quantity=quantity("27"), executed=quantity("2"), price=price("104.50"))


def thin_view() -> ExitView:
    """A book that does not hold the position within the bound."""
    book = exit_view().book
    assert book is not None
    bids = (Level(price("100.59"), quantity("12")), Level(price("99.10"), quantity("40")))
    return exit_view(sol_long(entry=price("103.20")), book=replace(book, bids=bids))


async def typed(pilot: Pilot[None], *fields: str) -> None:
    """Type into the focused field and each one after it; a field between stays as it is."""
    for place, text in enumerate(fields):
        if place:
            await pilot.press("tab")
        await pilot.press(*text)
    await pilot.pause()
