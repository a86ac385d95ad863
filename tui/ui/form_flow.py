"""From a key to a form, from the form to the desk, and its end told: one way for all forms."""

from decimal import Decimal
from functools import partial

from tui.domain.money import plain
from tui.domain.order import Order
from tui.ui.desk_work import LONG, SAID_BY_RULES, SEVERITIES, SHORT, DeskWork
from tui.ui.plans import AnyPlan
from tui.ui.screens.close import CloseScreen
from tui.ui.screens.form_parts import Around
from tui.ui.screens.plan_form import PlanForm
from tui.ui.screens.replace import ReplaceScreen
from tui.ui.screens.take_profit import TakeProfitScreen
from tui.ui.screens.ticket import TicketScreen
from tui.ui.wording_replace import replace_outcome


class FormFlow(DeskWork):
    """Opens the forms that plan an order, with the book of its market followed."""

    def take_profit(self, symbol: str, price: Decimal | None = None) -> None:
        """Plan the exit of the position of `symbol`; `price` is one chosen in the book."""
        self._open(TakeProfitScreen(symbol, self._around(symbol), price=_typed(price)))

    def close(self, symbol: str) -> None:
        """Close the position of `symbol`, or a part of it."""
        self._open(CloseScreen(symbol, self._around(symbol)))

    def order(self, symbol: str, price: Decimal | None = None) -> None:
        """Fill in an order ticket; `price` is one chosen in the book."""
        self._open(TicketScreen(symbol, self._around(symbol), price=_typed(price)))

    def replace(self, order: Order) -> None:
        """Change the terms of `order`, which puts another one in its place."""
        form = ReplaceScreen(order, self._around(order.symbol))
        self._follow(order.symbol)
        self._app.push_screen(form, partial(self._replacement, order))

    def _around(self, symbol: str) -> Around:
        return Around(
            self._flow.feed,
            self._flow.mode,
            self._clock,
            blockers=partial(self.blockers, symbol, SAID_BY_RULES),
            budget=self._flow.desk.budget,
        )

    def _open(self, form: PlanForm) -> None:
        self._follow(form.symbol)
        self._app.push_screen(form, self._confirmed)

    def _follow(self, symbol: str) -> None:
        if self._flow.feed.symbol != symbol:
            self._flow.feed.select(symbol)

    def _confirmed(self, plan: AnyPlan | None) -> None:
        if plan is not None:
            self._run(self._submit(plan), "submit")

    async def _submit(self, plan: AnyPlan) -> None:
        self._tell_answer(await self._flow.desk.submit(plan))

    def _replacement(self, order: Order, plan: AnyPlan | None) -> None:
        if plan is not None:
            self._run(self._replace(order, plan), "replace")

    async def _replace(self, order: Order, plan: AnyPlan) -> None:
        told = replace_outcome(await self._flow.desk.replace(order, plan), order)
        severity = SEVERITIES.get(told.tone, "information")
        self._tell(told.text, severity, SHORT if severity == "information" else LONG)


def _typed(price: Decimal | None) -> str:
    return "" if price is None else plain(price)
