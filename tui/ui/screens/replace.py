"""The form that replaces an order: its own terms to change, and how it would be replaced."""

from textual.app import ComposeResult

from tui.domain.exits.plan import ExitView, Problem
from tui.domain.intent import TimeInForce
from tui.domain.money import plain
from tui.domain.order import Order
from tui.domain.orders.plan import OrderDraft, OrderPlan, PriceAt, ReplacePolicy, ReplaceWay
from tui.domain.orders.replace import check_replacement, replace_policy
from tui.domain.position import Side
from tui.ui.lines import Line, Tone, wrapped
from tui.ui.order_card import replaced_lines
from tui.ui.plans import AnyPlan
from tui.ui.screens.form_parts import Around, choice_row, field_row
from tui.ui.screens.order_form import AT, YES_NO, OrderForm
from tui.ui.screens.review import Instead, ReviewScreen
from tui.ui.wording_replace import changes_of, replaced_words, way_words


class ReplaceScreen(OrderForm):
    """Plans the order that takes the place of `order`: the same side, and reduce-only as it was."""

    BINDING_GROUP_TITLE = "Replace order"
    heading = "REPLACE"

    def __init__(self, order: Order, around: Around) -> None:
        super().__init__(order.symbol, around)
        self._order = order

    @property
    def order(self) -> Order:
        """The order as the account has it now; as it was while it is not known any more."""
        return self._around.feed.state.orders.get(self._order.order_id, self._order)

    def compose_fields(self) -> ComposeResult:
        """Quantity, price, and whether it may only rest."""
        yield from field_row("Quantity", "quantity")
        yield from choice_row(("at", "Price at", AT))
        yield from field_row("Price", "price", "slippage")
        yield from choice_row(("post_only", "Post-only", YES_NO))

    def prefill(self, view: ExitView | None) -> None:
        """The terms of the order: what of it is not filled, at its price."""
        del view
        order = self._order
        self.amount("quantity").put(plain(order.remaining))
        self.choice("post_only").put("yes" if order.post_only else "no")
        self.start(PriceAt.PRICE, "" if order.price is None else plain(order.price))
        self.amount("price").focus()

    @property
    def side(self) -> Side:
        """The side of the order."""
        return self._order.side

    @property
    def reduces(self) -> bool:
        """As the order was placed."""
        return self._order.reduce_only

    @property
    def draft(self) -> OrderDraft:
        """What stands in the fields, exactly as typed."""
        return OrderDraft(
            side=self.side,
            quantity=self.amount("quantity").value,
            price=self.amount("price").value,
            at=self.at,
            slippage=self.sound_slippage,
            time_in_force=TimeInForce.GTC,
            post_only=self.post_only,
            reduce_only=self.reduces,
        )

    def checked_on(self, view: ExitView) -> ExitView:
        """The picture without the order."""
        return view.without(self._order.order_id)

    def check_terms(self, view: ExitView) -> OrderPlan | tuple[Problem, ...]:
        """The plan of what stands in the fields, or all that is wrong with it."""
        return check_replacement(self.order, self.draft, view)

    def about(self, view: ExitView, width: int) -> tuple[Line, ...]:
        """Which order is replaced, and what the market says."""
        return replaced_lines(self.order, view, width)

    def outlook(
        self, view: ExitView, result: AnyPlan | tuple[Problem, ...], width: int
    ) -> tuple[Line, ...]:
        """As of any order, and how it would be replaced."""
        lines = super().outlook(view, result, width)
        if isinstance(result, tuple):
            return lines
        way = way_words(self._way(result, view))
        return (*lines, *wrapped(way, width, Tone.ACCENT))

    def _way(self, plan: AnyPlan, view: ExitView) -> ReplaceWay:
        return replace_policy(self.order, plan, view)

    def review(self, plan: AnyPlan, view: ExitView) -> ReviewScreen:
        """The card, which watches the order and the way of replacing it too."""
        order, way = self.order, self._way(plan, view)
        return ReviewScreen(
            plan,
            self.checked_on(view),
            look=self._look,
            mode=self._around.mode,
            clock=self._around.clock,
            blockers=lambda: self.blocked(plan, self.view()),
            instead=Instead(
                (replaced_words(order), way_words(way)),
                lambda: self._changes(order, way.policy, plan),
            ),
        )

    def _look(self) -> ExitView | None:
        view = self.view()
        return None if view is None else self.checked_on(view)

    def _changes(self, then: Order, policy: ReplacePolicy, plan: AnyPlan) -> tuple[str, ...]:
        view = self.view()
        now = self._around.feed.state.orders.get(then.order_id)
        way = None if view is None else replace_policy(then, plan, view)
        return changes_of(then, now, policy, way)
