"""What the forms share that choose where a price comes from: close, order ticket, replacement.

One row holds what the chosen way needs: a price to type, a slippage to type, or the book's price to
read. What was typed for one way is kept while another is chosen.
"""

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.domain.exits.plan import ExitView, Field, Problem
from tui.domain.intent import TimeInForce
from tui.domain.money import AmountFault, Rate, parse_amount, plain
from tui.domain.orders.plan import DEFAULT_SLIPPAGE, PriceAt
from tui.domain.orders.price import Priced, priced
from tui.domain.orders.slippage import read_slippage, slippage_text
from tui.domain.position import Side
from tui.ui.exit_steps import stepped_quantity
from tui.ui.lines import Line
from tui.ui.order_card import Sketch, order_outlook_lines, price_note
from tui.ui.order_steps import stepped_order_price, stepped_slippage
from tui.ui.plans import AnyPlan
from tui.ui.rows_budget import budget_line
from tui.ui.screens.form_parts import Grid
from tui.ui.screens.plan_form import PlanForm
from tui.ui.widgets.choice_line import ChoiceLine

AT = {at.value: at.value for at in PriceAt}
YES_NO = {"no": "no", "yes": "yes"}
ORDER_KEYS = (
    ("enter", "review"),
    ("esc", "close"),
    ("tab", "next"),
    ("←→", "choose"),
    ("f2-f5", "share"),
    ("f6", "price at"),
)
"""The keys of these forms and what they do; help names them all."""


class OrderForm(PlanForm):
    """A form with a choice `at`, the fields `price`, `slippage` and `quantity`, and `post_only`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "turn('at')", "Price at", id="form.at", tooltip="Where the price comes from"),
        Binding(
            "f7", "turn('post_only')", "Post-only", id="form.post_only", tooltip="Post-only or not"
        ),
    ]
    card = "card -tall"
    keys = ORDER_KEYS

    @property
    @abstractmethod
    def side(self) -> Side:
        """The side of the order as it is chosen now."""

    @property
    @abstractmethod
    def reduces(self) -> bool:
        """Whether the order can do nothing but reduce."""

    @property
    def time_in_force(self) -> TimeInForce:
        """How long it lasts: at market it never waits."""
        return TimeInForce.IOC if self.at is PriceAt.MARKET else TimeInForce.GTC

    @property
    def at(self) -> PriceAt:
        """Where the price comes from."""
        return PriceAt(self.choice("at").chosen)

    @property
    def post_only(self) -> bool:
        """Whether it may only rest."""
        return self.choice("post_only").chosen == "yes"

    def choice(self, name: str) -> ChoiceLine:
        """A choice by its name."""
        return self.query_one(f"#{name}", ChoiceLine)

    def start(self, at: PriceAt, price: str = "") -> None:
        """Choose where the price comes from, and write what is typed beforehand."""
        self.amount("slippage").put(slippage_text(DEFAULT_SLIPPAGE))
        self.amount("price").put(price)
        self.choice("at").put(at.value)
        self._show_price_row()

    @property
    def slippage(self) -> Rate | Problem:
        """What is typed as slippage; only an order at market has one."""
        if self.at is not PriceAt.MARKET:
            return DEFAULT_SLIPPAGE
        return read_slippage(self.amount("slippage").value)

    @property
    def sound_slippage(self) -> Rate:
        """The same, or the usual one while none can be read."""
        slippage = self.slippage
        return DEFAULT_SLIPPAGE if isinstance(slippage, Problem) else slippage

    def check(self, view: ExitView) -> AnyPlan | tuple[Problem, ...]:
        """The plan of what stands in the fields, or all that is wrong with it."""
        result, slippage = self.check_terms(view), self.slippage
        if not isinstance(slippage, Problem):
            return result
        return (slippage, *(result if isinstance(result, tuple) else ()))

    @abstractmethod
    def check_terms(self, view: ExitView) -> AnyPlan | tuple[Problem, ...]:
        """The same, with the slippage taken for sound."""

    def priced(self, view: ExitView) -> Priced | None:
        """The price as the fields say it; None where they say none."""
        text = self.amount("price").value
        found = priced(self.at, self.side, text, self.sound_slippage, self.checked_on(view))
        return None if isinstance(found, Problem) else found

    def outlook(
        self, view: ExitView, result: AnyPlan | tuple[Problem, ...], width: int
    ) -> tuple[Line, ...]:
        """What the order would bring or cost, what is wrong with it, and the limits."""
        quantity = parse_amount(self.amount("quantity").value)
        sketch = Sketch(
            self.side,
            self.priced(view),
            None if isinstance(quantity, AmountFault) else quantity,
            self.reduces,
            self.time_in_force,
        )
        limits = budget_line(self._around.budget(), width)
        lines = order_outlook_lines(sketch, self.checked_on(view), result, width)
        return (*lines, limits) if limits else lines

    def grids(self, view: ExitView) -> Iterable[Grid]:
        """Step beside the quantity; beside the price what it comes from."""
        yield Grid("quantity", Field.QUANTITY, f"step {plain(view.market.quantity.step)}")
        at, note = self.at, price_note(self.priced(view), self.side)
        if at is PriceAt.MARKET:
            yield Grid("slippage", Field.SLIPPAGE, note, row="price")
            return
        tick = f"tick {plain(view.market.price.tick)}"
        yield Grid("price", Field.PRICE, tick if at is PriceAt.PRICE else note)

    def stepped(self, name: str, text: str, steps: int, view: ExitView) -> str | None:
        """By ticks from our own side of the book on, by steps, or by tenths of a per cent."""
        if name == "slippage":
            return stepped_slippage(text, steps)
        if name == "price":
            return stepped_order_price(text, steps, self.side, view)
        return stepped_quantity(text, steps, self.checked_on(view))

    def on_choice_line_changed(self) -> None:
        """Show what the chosen way needs, and check anew."""
        self._show_price_row()
        self.repaint()

    def _show_price_row(self) -> None:
        at = self.at
        self.amount("price").display = at is PriceAt.PRICE
        self.amount("slippage").display = at is PriceAt.MARKET
        label = "Slippage %" if at is PriceAt.MARKET else "Price"
        self.query_one("#price-label", Static).update(label)

    def action_turn(self, name: str) -> None:
        """Turn a choice to its next word."""
        self.choice(name).action_turn(1)
