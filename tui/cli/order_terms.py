"""What was typed about an order, and a checked order in words.

Whatever comes from the book or from a share of the position stands in the words, so that what is
agreed to is what is signed.
"""

from collections.abc import Mapping
from decimal import Decimal

from tui.actions.reasons import describe_problem
from tui.cli.documents import Document, amount, ticket_document
from tui.cli.exits import ExitCode, Stop
from tui.domain.exits.plan import Caution, Problem
from tui.domain.intent import TimeInForce
from tui.domain.money import AmountFault, Rate, parse_amount, plain, trimmed
from tui.domain.orders.plan import DEFAULT_SLIPPAGE, OrderPlan, PriceAt
from tui.settings import BadSetting
from tui.ui.wording_orders import terms

MOST_SLIPPAGE = Decimal(10)
"""Per cent. A bound further away is no bound."""

_CAUTIONS: Mapping[Caution, str] = {
    Caution.FILLS_NOW: "All of it fills now, as taker.",
    Caution.PARTLY_FILLS_NOW: "A part fills now, as taker.",
    Caution.AT_A_LOSS: "AT A LOSS: after the fee it brings less than the entry.",
    Caution.FAR_FROM_MARK: "FAR FROM MARK: the price is more than half the mark away.",
    Caution.DUST_LEFT: "What stays open is less than the smallest order.",
    Caution.BOOK_UNKNOWN: "The book is not live: whether it rests or fills now cannot be told.",
    Caution.ENLARGES: "It opens a position or adds to one.",
    Caution.MARGIN_SHORT: "It needs more margin than is available; the exchange may refuse it.",
}


def slippage_of(text: str | None, option: str = "--slippage") -> Rate:
    """A typed bound in per cent as a fraction; the default where nothing was typed.

    Raises:
        BadSetting: it is no amount, or no bound.
    """
    if text is None:
        return DEFAULT_SLIPPAGE
    typed = parse_amount(text)
    if isinstance(typed, AmountFault) or typed > MOST_SLIPPAGE:
        raise BadSetting(
            f"{option} is how far beyond the best price it may fill, in per cent, above 0 and at"
            f" most {MOST_SLIPPAGE}; for example 0.5."
        )
    return Rate(typed / 100)


def price_at(text: str) -> tuple[PriceAt, str]:
    """Where a price comes from: a word for the book's, anything else is the price itself."""
    for at in PriceAt:
        if text == at and at is not PriceAt.PRICE:
            return at, ""
    return PriceAt.PRICE, text


def checked_plan(plan: OrderPlan | tuple[Problem, ...]) -> OrderPlan:
    """The plan.

    Raises:
        Stop: it broke rules; each with its number and what works.
    """
    if isinstance(plan, OrderPlan):
        return plan
    raise Stop(ExitCode.DENIED, "denied: " + " ".join(map(describe_problem, plan)))


def plan_words(plan: OrderPlan) -> str:
    """The order as it will be signed: `sell 5 SOL at 104.50, reduce-only, IOC`."""
    ticket = plan.ticket
    parts = [terms(ticket), "reduce-only" if ticket.reduce_only else "MAY OPEN A POSITION"]
    if ticket.time_in_force is not TimeInForce.GTC:
        parts.append(ticket.time_in_force.value)
    if ticket.post_only:
        parts.append("post-only")
    if plan.slippage is not None and plan.reference is not None:
        percent, best = trimmed(plan.slippage * 100), plain(plan.reference)
        parts.append(f"at the worst {percent} % beyond the best price {best}")
    elif plan.reference is not None:
        parts.append(f"the {plan.at.value} of this moment")
    return ", ".join(parts)


def caution_words(plan: OrderPlan) -> tuple[str, ...]:
    """What deserves a second look before it is sent."""
    return tuple(_CAUTIONS[caution] for caution in plan.cautions)


def plan_document(plan: OrderPlan) -> Document:
    """The terms and what they come to; amounts in USDC."""
    return ticket_document(plan.ticket) | {
        "notional": amount(plan.notional),
        "margin": amount(plan.margin),
        "fee": amount(plan.fee),
        "referencePrice": amount(plan.reference),
        "slippage": amount(plan.slippage),
        "pnl": None if plan.forecast is None else amount(plan.forecast.gross),
        "cautions": [caution.name for caution in plan.cautions],
    }
