"""The take-profit form: what is typed, what it would bring, and all that is wrong with it."""

from collections.abc import Iterable

from textual.app import ComposeResult

from tui.domain.exits.check import check, suggest
from tui.domain.exits.plan import Draft, ExitPlan, ExitView, Field, Problem
from tui.domain.money import plain
from tui.ui.exit_card import outlook_lines, position_lines
from tui.ui.exit_steps import stepped_price, stepped_quantity
from tui.ui.lines import Line
from tui.ui.plans import AnyPlan
from tui.ui.screens.form_parts import Around, Grid, field_row
from tui.ui.screens.plan_form import PlanForm


class TakeProfitScreen(PlanForm):
    """Plans one reduce-only limit order on the position of `symbol`.

    `price` is what was chosen in the book, empty where nothing was.
    """

    BINDING_GROUP_TITLE = "Take profit"
    heading = "TAKE PROFIT"

    def __init__(self, symbol: str, around: Around, *, price: str = "") -> None:
        super().__init__(symbol, around)
        self._price = price

    def compose_fields(self) -> ComposeResult:
        """Price and quantity."""
        yield from field_row("Price", "price")
        yield from field_row("Quantity", "quantity")

    def prefill(self, view: ExitView | None) -> None:
        """Offer the free quantity; the price is the trader's to choose, here or in the book."""
        if view is not None:
            self.amount("quantity").put(suggest(view).quantity)
        self.amount("price").put(self._price)
        self.amount("quantity" if self._price else "price").focus()

    @property
    def draft(self) -> Draft:
        """What stands in the fields, exactly as typed."""
        return Draft(self.amount("price").value, self.amount("quantity").value)

    def check(self, view: ExitView) -> ExitPlan | tuple[Problem, ...]:
        """The plan of what stands in the fields, or all that is wrong with it."""
        return check(self.draft, view)

    def about(self, view: ExitView, width: int) -> tuple[Line, ...]:
        """What is held and which order closes it."""
        return position_lines(view, width)

    def outlook(
        self, view: ExitView, result: AnyPlan | tuple[Problem, ...], width: int
    ) -> tuple[Line, ...]:
        """What the exit would bring, and all that is wrong with it."""
        return outlook_lines(self.draft, view, result, width)

    def grids(self, view: ExitView) -> Iterable[Grid]:
        """Tick and step beside the fields."""
        yield Grid("price", Field.PRICE, f"tick {plain(view.market.price.tick)}")
        yield Grid("quantity", Field.QUANTITY, f"step {plain(view.market.quantity.step)}")

    def stepped(self, name: str, text: str, steps: int, view: ExitView) -> str | None:
        """By ticks from the mark on, or by steps."""
        move = stepped_price if name == "price" else stepped_quantity
        return move(text, steps, view)
