"""The form that closes a position: a share or an amount of it, at market or at a price."""

from textual.app import ComposeResult

from tui.domain.exits.check import suggest
from tui.domain.exits.plan import ExitView, Problem
from tui.domain.orders.check import check_close
from tui.domain.orders.plan import CloseDraft, OrderPlan, PriceAt
from tui.domain.position import Side
from tui.ui.exit_card import position_lines
from tui.ui.lines import Line
from tui.ui.screens.form_parts import choice_row, field_row
from tui.ui.screens.order_form import AT, YES_NO, OrderForm


class CloseScreen(OrderForm):
    """Plans one reduce-only order that closes the position of `symbol` or a part of it."""

    BINDING_GROUP_TITLE = "Close position"
    heading = "CLOSE"

    def compose_fields(self) -> ComposeResult:
        """How much, where the price comes from, what that needs, and whether it may only rest."""
        yield from field_row("Quantity", "quantity")
        yield from choice_row(("at", "Price at", AT))
        yield from field_row("Price", "price", "slippage")
        yield from choice_row(("post_only", "Post-only", YES_NO))

    def prefill(self, view: ExitView | None) -> None:
        """All that is free, at market."""
        if view is not None:
            self.amount("quantity").put(suggest(view).quantity)
        self.start(PriceAt.MARKET)
        self.amount("quantity").focus()

    @property
    def side(self) -> Side:
        """The side that closes the position."""
        view = self.view()
        held = None if view is None else view.position
        return Side.ASK if held is None else held.direction.closing_side

    @property
    def reduces(self) -> bool:
        """A close can do nothing else."""
        return True

    @property
    def draft(self) -> CloseDraft:
        """What stands in the fields, exactly as typed."""
        return CloseDraft(
            share="",
            quantity=self.amount("quantity").value,
            at=self.at,
            price=self.amount("price").value,
            slippage=self.sound_slippage,
            post_only=self.post_only,
        )

    def check_terms(self, view: ExitView) -> OrderPlan | tuple[Problem, ...]:
        """The plan of what stands in the fields, or all that is wrong with it."""
        return check_close(self.draft, view)

    def about(self, view: ExitView, width: int) -> tuple[Line, ...]:
        """What is held and which order closes it."""
        return position_lines(view, width)
