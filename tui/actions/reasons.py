"""One plain sentence for each reason of ours not to send, for screen and command line alike."""

from collections.abc import Sequence
from decimal import Decimal

from tui.actions.denials import Denial, DenialCode
from tui.domain.exits.plan import Problem, Rule
from tui.domain.money import AmountFault, plain

_DENIALS: dict[DenialCode, str] = {
    DenialCode.READ_ONLY: "This program was started read-only or without a key: it sends no"
    " orders.",
    DenialCode.OTHER_WRITER: "Another backpack-tui ({detail}) holds this account: this one is"
    " read-only. Close that one, then start anew.",
    DenialCode.KEY_REFUSED: "The exchange refused the key three times in a row. Check the key and"
    " its permissions, then start again.",
    DenialCode.JOURNAL_FAILED: "Orders cannot be recorded, so none are sent: {detail}. Mend that"
    " and start again.",
    DenialCode.LINK_DOWN: "The connection to the exchange is down. It reconnects by itself.",
    DenialCode.NOT_RECONCILED: "Positions and orders are still being compared with the exchange."
    " Try again in a moment.",
    DenialCode.ACCOUNT_LIQUIDATING: "The exchange is liquidating this account and takes no orders.",
    DenialCode.CLOCK_UNMEASURED: "The exchange's clock has not been measured yet. Try again in a"
    " moment.",
    DenialCode.CLOCK_UNSURE: "The exchange's clock is known to {found} ms only; {limit} ms is the"
    " most. It is measured again every minute.",
    DenialCode.UNSETTLED_INTENT: "What became of order {client_id} on this market is not known"
    " yet. It is being looked up.",
    DenialCode.MISMATCH_OPEN: "Order {client_id} is live on other terms than were sent. Cancel it"
    " first.",
    DenialCode.IN_PROGRESS: "Another order on this market is being sent at this moment.",
    DenialCode.LEAVING: "The program is ending; nothing more is sent.",
    DenialCode.SLOW_DISK: "Writing the order down took {found} s; {limit} s is the most. It was not"
    " sent: look at the disk, then review the exit anew.",
    DenialCode.ALREADY_SUBMITTED: "This exit was submitted already. Review it anew to send another"
    " order.",
    DenialCode.REFRESH_FAILED: "Position and mark could not be read anew: {detail}. Try again.",
    DenialCode.MARKET_UNKNOWN: "The rules of this market are not known.",
    DenialCode.POSITION_GONE: "The position of {limit} that you confirmed is closed.",
    DenialCode.POSITION_REPLACED: "The position was closed and opened again since you confirmed."
    " Review the exit anew.",
    DenialCode.POSITION_FLIPPED: "The position changed direction since you confirmed. Review the"
    " exit anew.",
    DenialCode.POSITION_RESIZED: "The position was {limit} when you confirmed and is {found} now."
    " Review the exit anew.",
    DenialCode.WRONG_SIDE: "This order would not reduce the position.",
    DenialCode.HALTED: "The kill switch is on: nothing but cancels is sent until it is unlocked.",
    DenialCode.MARKS_DIFFER: "The mark of the stream and the mark just asked for are {found} %"
    " apart; {limit} % is the most. Wait a moment, then review it anew.",
    DenialCode.PICTURE_OLD: "Position and mark were read {found} s ago; {limit} s is the most. The"
    " exchange answers slowly: review it anew.",
    DenialCode.DISK_FULL: "The disk of the journal has {found} MB left; {limit} MB is the least."
    " Make room, then try again.",
    DenialCode.COVER_EXCEEDED: "With this order, {found} would leave the position, and only"
    " {limit} is held. Cancel another exit first.",
    DenialCode.ORDER_TOO_LARGE: "This order is worth {found} USDC; your limit of one order is"
    " {limit}. Make it smaller, or raise largest-order.",
    DenialCode.OPEN_TOO_MUCH: "Positions and orders would come to {found} USDC; your limit is"
    " {limit}. Close something, or raise open-notional.",
    DenialCode.NOTIONAL_UNKNOWN: "What is open cannot be counted: {detail}. Your limit"
    " open-notional lets nothing be opened meanwhile; reducing goes on.",
    DenialCode.TOO_FAST: "This would be number {found} within {detail}; your limit is"
    " {limit}. Wait a moment.",
    DenialCode.TOO_FAR: "The price is {found} % from the mark; your limit from-mark is {limit} %.",
    DenialCode.DAILY_LOSS: "You lost {found} USDC since midnight UTC; from {limit} on nothing is"
    " opened today. Reducing goes on.",
    DenialCode.DAILY_LOSS_UNKNOWN: "What you lost since midnight UTC is not known: {detail}. Your"
    " limit daily-loss lets nothing be opened meanwhile; reducing goes on.",
    DenialCode.BATCH_SIZE: "A batch has 1 to {limit} orders; this one has {found}.",
    DenialCode.BATCH_MIXED: "The orders of one batch have to be of one market.",
    DenialCode.NOT_REPLACEABLE: "Order {detail} cannot be replaced by this one: it has to be"
    " live, of the same market and side, and not waiting for a trigger.",
    DenialCode.REQUEST_ALTERED: "The request would not say what you confirmed: {detail} differs."
    " It was not sent.",
}

_RULES: dict[Rule, str] = {
    Rule.NO_POSITION: "There is no open position on this market",
    Rule.WRONG_SIDE: "An order that only reduces cannot be on this side: Ask reduces a long, Bid a"
    " short",
    Rule.NOT_BEYOND_MARK: "Price is not beyond the mark {limit}: a long exits above it, a short"
    " below",
    Rule.OFF_TICK: "Price is not a whole number of ticks of {limit}",
    Rule.OFF_STEP: "Quantity is not a whole number of steps of {limit}",
    Rule.BELOW_MIN_PRICE: "Price is below the lowest the exchange takes, {limit}",
    Rule.ABOVE_MAX_PRICE: "Price is above the highest the exchange takes, {limit}",
    Rule.BELOW_BAND: "Price is further below the market than the exchange takes, {limit}",
    Rule.ABOVE_BAND: "Price is further above the market than the exchange takes, {limit}",
    Rule.BELOW_MIN_QUANTITY: "Quantity is below the smallest the exchange takes, {limit}",
    Rule.ABOVE_MAX_QUANTITY: "Quantity is above the largest the exchange takes, {limit}",
    Rule.MORE_THAN_FREE: "Quantity is more than the {limit} that no other exit claims",
    Rule.MARKET_CLOSED: "The market takes no new orders now; its state is {state}",
    Rule.WOULD_TAKE: "The market takes only orders that rest, and this one could fill now",
    Rule.MARK_STALE: "The mark is {found} s old; {limit} s is the most",
    Rule.POSITION_STALE: "The position is {found} s old; {limit} s is the most",
    Rule.LINK_DOWN: "The connection to the exchange is down",
    Rule.NOT_RECONCILED: "Positions and orders are still being compared with the exchange",
    Rule.BOOK_UNKNOWN: "The price is to come from the book, and there is no live book",
    Rule.NOT_A_SHARE: "Share must be above 0 and at most 100 per cent",
    Rule.WOULD_REST: "The order has to fill at once, and the book would not fill it at this price",
    Rule.POST_ONLY_TAKES: "The order may only rest, and this price would fill now against {limit}",
    Rule.TERMS_CLASH: "An order that may only rest cannot be one that has to fill at once",
    Rule.WOULD_NOT_REDUCE: "There is no position that this order would reduce",
    Rule.NOT_A_SLIPPAGE: "Slippage must be above 0 and at most {limit} per cent",
    Rule.SAME_TERMS: "Nothing differs from the order it would replace; change its price or"
    " quantity",
}

_NEVER_RECEIVED: dict[Rule, str] = {
    Rule.MARK_STALE: "The mark has not been received yet",
    Rule.POSITION_STALE: "The position has not been received yet",
}

_AMOUNT: dict[AmountFault, str] = {
    AmountFault.EMPTY: "is missing; type a number such as 1.5",
    AmountFault.COMMA: "has a comma; write the decimals after a dot, such as 1.5",
    AmountFault.SIGNED: "has a sign; write it without, such as 1.5",
    AmountFault.EXPONENT: "has an exponent; write it in full, such as 0.001",
    AmountFault.TOO_LONG: "has too many digits; at most 12 before and 12 after the dot",
    AmountFault.NOT_A_NUMBER: "is not a number; write digits and one dot, such as 1.5",
    AmountFault.ZERO: "is zero; write more than zero, such as 1.5",
}


def describe(denial: Denial) -> str:
    """The denial as plain sentences with its numbers."""
    if denial.problem is not None:
        return describe_problem(denial.problem)
    return _DENIALS[denial.code].format(
        limit=_number(denial.limit),
        found=_number(denial.found),
        client_id=denial.client_id,
        detail=denial.detail,
    )


def describe_problem(problem: Problem) -> str:
    """A broken rule of the exit as one sentence, with values that would pass."""
    return f"{_rule(problem)}{_nearest(problem.nearest)}."


def _rule(problem: Problem) -> str:
    if problem.fault is not None:
        return f"{problem.field.name.capitalize()} {_AMOUNT[problem.fault]}"
    if problem.found is None and problem.rule in _NEVER_RECEIVED:
        return _NEVER_RECEIVED[problem.rule]
    return _RULES[problem.rule].format(
        limit=_number(problem.limit),
        found=_number(problem.found),
        state=problem.state.value if problem.state else "unknown",
    )


def _nearest(values: Sequence[Decimal]) -> str:
    return f"; try {' or '.join(plain(value) for value in values)}" if values else ""


def _number(value: Decimal | None) -> str:
    return "unknown" if value is None else plain(value)
