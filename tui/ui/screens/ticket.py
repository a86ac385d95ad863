"""The order ticket: any limit order, or one at market with a bound; it may open a position."""

from textual.app import ComposeResult

from tui.domain.exits.plan import ExitView, Problem
from tui.domain.intent import TimeInForce
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan, PriceAt
from tui.domain.position import Side
from tui.ui.lines import Line, Tone
from tui.ui.order_card import market_lines
from tui.ui.screens.form_parts import Around, choice_row, field_row
from tui.ui.screens.order_form import AT, YES_NO, OrderForm

_SIDES = {Side.BID.value: "buy", Side.ASK.value: "sell"}
_FORCES = {force.value: force.value.lower() for force in TimeInForce}


class TicketScreen(OrderForm):
    """Plans one order on the market `symbol`; `price` is what was chosen in the book."""

    BINDING_GROUP_TITLE = "Order"
    heading = "ORDER"

    def __init__(self, symbol: str, around: Around, *, price: str = "") -> None:
        super().__init__(symbol, around)
        self._price = price

    def compose_fields(self) -> ComposeResult:
        """Side and reduce-only, quantity, price, how long it lasts and whether it may only rest."""
        yield from choice_row(("side", "Side", _SIDES), ("reduce_only", "Reduce-only", YES_NO))
        yield from field_row("Quantity", "quantity")
        yield from choice_row(("at", "Price at", AT))
        yield from field_row("Price", "price", "slippage")
        yield from choice_row(("force", "Lasts", _FORCES), ("post_only", "Post-only", YES_NO))

    def prefill(self, view: ExitView | None) -> None:
        """With a position, the side that reduces it and reduce-only; the rest is the trader's."""
        held = None if view is None else view.position
        if held is not None:
            self.choice("side").put(held.direction.closing_side.value)
            self.choice("reduce_only").put("yes")
        self.start(PriceAt.PRICE, self._price)
        self.choice("side").focus()

    @property
    def side(self) -> Side:
        """The chosen side."""
        return Side(self.choice("side").chosen)

    @property
    def reduces(self) -> bool:
        """Whether reduce-only is chosen."""
        return self.choice("reduce_only").chosen == "yes"

    @property
    def time_in_force(self) -> TimeInForce:
        """The chosen one; at market one that waits is taken for one that does not."""
        chosen = TimeInForce(self.choice("force").chosen)
        waits = chosen is TimeInForce.GTC
        return TimeInForce.IOC if waits and self.at is PriceAt.MARKET else chosen

    @property
    def draft(self) -> OrderDraft:
        """What stands in the fields, exactly as typed."""
        return OrderDraft(
            side=self.side,
            quantity=self.amount("quantity").value,
            price=self.amount("price").value,
            at=self.at,
            slippage=self.sound_slippage,
            time_in_force=self.time_in_force,
            post_only=self.post_only,
            reduce_only=self.reduces,
        )

    def check_terms(self, view: ExitView) -> OrderPlan | tuple[Problem, ...]:
        """The plan of what stands in the fields, or all that is wrong with it."""
        return check_order(self.draft, view)

    def about(self, view: ExitView, width: int) -> tuple[Line, ...]:
        """What is held, and what the market says."""
        return market_lines(view, width)

    def action_portion(self, percent: int) -> None:
        """A part of what is free, which only an order that reduces can take."""
        if self.reduces:
            super().action_portion(percent)
        else:
            self.note("quantity", "shares need reduce-only", Tone.WARN)
