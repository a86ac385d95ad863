"""What the exit form and the review card say, as lines: pure, so that each is tested as plain text.

The form shows the outlook of what is typed; the card shows a checked plan. Both use the same parts,
so a number looks the same in both places.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tui.domain.book import Take
from tui.domain.exits.forecast import forecast
from tui.domain.exits.plan import (
    Caution,
    Draft,
    ExitPlan,
    ExitView,
    Field,
    Forecast,
    Problem,
)
from tui.domain.money import AmountFault, Quantity, decimals, parse_amount, plain, trimmed
from tui.domain.position import Side
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Span, Tone, joined, left, line, width_of, wrapped
from tui.ui.ports import Mode
from tui.ui.rows_common import aged, direction_cell
from tui.ui.wording import caution_sentence, problem_sentences, side_words

MODES: Mapping[Mode, Span] = {
    Mode.LIVE: Span(" LIVE · real money ", Tone.LIVE),
    Mode.SANDBOX: Span(" SANDBOX · play money ", Tone.SANDBOX),
    Mode.READ_ONLY: Span(" READ-ONLY · cannot send ", Tone.READ_ONLY),
}
"""Whose money it is, in words."""

_GAP = line("   ")

_KEYS = (
    ("enter", "review"),
    ("esc", "close"),
    ("↑↓", "tick"),
    ("pgup pgdn", "quarters"),
    ("shift+↑↓", "ten"),
)


def form_keys(width: int) -> Line:
    """What the keys of the form do, as far as there is room; help names them all."""
    groups = [line(Span(f"{key} ", Tone.KEY), Span(does, Tone.MUTED)) for key, does in _KEYS]
    return joined(groups, _GAP, width)


_LABEL = 12
_COLUMN, _NARROW_COLUMN = 33, 26
_WIDE = 72
"""Cells of a card that have room for every unit and bar."""
_BAR = 10
_TOLD_BY_FATE = frozenset({Caution.FILLS_NOW, Caution.PARTLY_FILLS_NOW, Caution.BOOK_UNKNOWN})
"""Cautions that the line about resting or filling says in better words."""


def position_lines(view: ExitView, width: int) -> tuple[Line, ...]:
    """What is held and which order closes it; always two lines."""
    position = view.position
    if position is None:
        gone = line(Span(f"No open position on {view.market.symbol}", Tone.WARN))
        return gone, EMPTY
    tick, base = view.market.price.tick, view.market.base
    size = Span(f" {trimmed(position.quantity)} {base}", Tone.STRONG)
    groups = (
        (*direction_cell(position.direction), size),
        _mark(view),
        _labelled("entry", fmt.price(position.entry, tick)),
        _labelled("break-even", fmt.price(position.break_even, tick)),
    )
    free = f"{trimmed(view.free)} of {trimmed(position.quantity)} {base} free of other exits"
    closing = (
        line(Span(side_words(position.direction), Tone.ACCENT)),
        line(Span(free, Tone.MUTED)),
    )
    return joined(groups, _GAP, width), joined(closing, _GAP, width)


def outlook_lines(
    draft: Draft, view: ExitView, result: ExitPlan | Sequence[Problem], width: int
) -> tuple[Line, ...]:
    """What the typed exit would bring, and all that is wrong with it or worth a second look."""
    seen = _expected(draft, view)
    lines = (*figures(seen, view, width, price=_amount(draft.price)), EMPTY)
    if isinstance(result, ExitPlan):
        return (*lines, *fate_lines(result, view, width), *caution_lines(result, view, width))
    return (*lines, *_problem_lines(result, view, width))


def figures(
    seen: Forecast | None, view: ExitView, width: int, price: Decimal | None
) -> tuple[Line, ...]:
    """Three lines of numbers in two columns; a dash where a number is not known."""
    entry = None if view.position is None else view.position.entry
    tick = view.market.price.tick
    ahead = (
        ("From mark", _distance(price, view.mark, tick)),
        ("From entry", _distance(price, entry, tick)),
        ("Share", _share(seen)),
    )
    gross, net = (None, None) if seen is None else (seen.gross, seen.net)
    money = (
        ("Gross", _money(gross)),
        ("Exit fee", _fee(seen)),
        ("Net", _money(net)),
    )
    return tuple(_columns(first, second, width) for first, second in zip(ahead, money, strict=True))


def fate_lines(plan: ExitPlan, view: ExitView, width: int) -> tuple[Line, ...]:
    """Whether the order would rest or fill now, by the live book."""
    take, ticket = plan.forecast.take, plan.ticket
    if take is None:
        text = "UNCERTAIN: the book is not live, so it may rest or fill now."
        return wrapped(text, width, Tone.WARN)
    tick = view.market.price.tick
    average = fmt.price(take.cost / take.now, tick) if take.now else fmt.MISSING
    price = plain(ticket.price)
    if not take.now:
        ahead = _ahead_words(queue_ahead(view, ticket.side, ticket.price), view.market.base)
        return wrapped(f"RESTS at {price} — {ahead}", width, Tone.ACCENT)
    now = f"FILLS NOW ~{trimmed(take.now)} at {average} (taker)"
    rest = f"{trimmed(take.rests)} rests at {price}" if take.rests else "0 rests"
    return wrapped(f"{now}, {rest}", width, Tone.WARN)


def caution_lines(plan: ExitPlan, view: ExitView, width: int) -> tuple[Line, ...]:
    """Every caution as a sentence, save those the line about resting or filling tells."""
    return tuple(
        each
        for caution in plan.cautions
        if caution not in _TOLD_BY_FATE
        for each in _marked("!", caution_sentence(caution, plan, view), width, Tone.WARN)
    )


def queue_ahead(view: ExitView, side: Side, price: Decimal) -> Quantity | None:
    """What rests at `price` already and fills before us; None beyond the levels we see."""
    if view.book is None:
        return None
    levels = view.book.asks if side is Side.ASK else view.book.bids
    for level in levels:
        if level.price == price:
            return level.quantity
    worst = levels[-1].price if levels else None
    beyond = worst is None or (price > worst if side is Side.ASK else price < worst)
    return None if beyond else Quantity(Decimal(0))


def limited(lines: Sequence[Line], height: int) -> tuple[Line, ...]:
    """As many lines as there is room for; the last tells how many are left out."""
    if len(lines) <= height:
        return tuple(lines)
    if height < 1:
        return ()
    hidden = len(lines) - height + 1
    more = line(Span(f"… {hidden} more {'line' if hidden == 1 else 'lines'}", Tone.MUTED))
    return (*lines[: height - 1], more)


def _problem_lines(problems: Sequence[Problem], view: ExitView, width: int) -> tuple[Line, ...]:
    """What stands in the way first, then hints about fields that are still empty."""
    sentences = zip(problems, problem_sentences(problems, view), strict=True)
    wrong, hints = list[Line](), list[Line]()
    for problem, sentence in sentences:
        if problem.fault is AmountFault.EMPTY:
            hints += _marked("·", sentence, width, Tone.MUTED)
        else:
            wrong += _marked("✗", sentence, width, Tone.ALERT)
    return (*wrong, *hints)


def broken_fields(problems: Sequence[Problem]) -> frozenset[Field]:
    """Fields whose text breaks a rule; an empty one is only waiting."""
    return frozenset(each.field for each in problems if each.fault is not AmountFault.EMPTY)


def _marked(mark: str, sentence: str, width: int, tone: Tone) -> tuple[Line, ...]:
    """A sentence behind a mark, its further lines set under its first word."""
    body = wrapped(sentence, width - 2, Tone.MUTED if tone is Tone.MUTED else Tone.PLAIN)
    return tuple(
        (Span(f"{mark} " if number == 0 else "  ", tone), *each) for number, each in enumerate(body)
    )


def _expected(draft: Draft, view: ExitView) -> Forecast | None:
    price, quantity = _amount(draft.price), _amount(draft.quantity)
    return None if price is None or quantity is None else forecast(price, quantity, view)


def _amount(text: str) -> Decimal | None:
    value = parse_amount(text)
    return None if isinstance(value, AmountFault) else value


def _labelled(label: str, value: str) -> Line:
    return line(Span(f"{label} ", Tone.MUTED), Span(value))


def _mark(view: ExitView) -> Line:
    """The mark; hatched and with its age when it is too old to decide on."""
    is_stale = view.mark_age is None or view.mark_age > view.limits.mark
    text = fmt.price(view.mark, view.market.price.tick)
    if is_stale and view.mark is not None:
        text = f"{text} {fmt.age(view.mark_age)} old"
    return (Span("mark ", Tone.MUTED), *aged(text, Tone.STRONG, stale=is_stale))


def _columns(first: tuple[str, Line], second: tuple[str, Line], width: int) -> Line:
    """Two labelled values side by side; where it is narrow, each without what explains it."""
    column = _COLUMN if width >= _WIDE else _NARROW_COLUMN
    one = _cell(*first, column - 1)
    return (*left(one, column), *_cell(*second, width - column))


def _cell(label: str, value: Line, width: int) -> Line:
    """A value behind its label, without its unit where there is no room; no digit is cut off."""
    name = left(line(Span(label, Tone.MUTED)), _LABEL)
    for shown in (value, value[:1]):
        bare = (*shown[:-1], Span(shown[-1].text.rstrip(), shown[-1].tone))
        if _LABEL + width_of(bare) <= width:
            return (*name, *bare)
    return (*name, Span("too long", Tone.MUTED))


def _distance(price: Decimal | None, origin: Decimal | None, tick: Decimal) -> Line:
    """How far a price is from another, as a share of it and in dollars."""
    if price is None or not origin:
        return line(Span(fmt.MISSING, Tone.MUTED))
    away = price - origin
    dollars = fmt.usd(away, places=max(2, decimals(tick)))
    return line(Span(f"{fmt.percent(away / origin):<9}"), Span(dollars, Tone.MUTED))


def _share(seen: Forecast | None) -> Line:
    if seen is None:
        return line(Span(fmt.MISSING, Tone.MUTED))
    full, empty = fmt.bar(seen.share, _BAR)
    share = fmt.percent(seen.share, sign=False, places=1)
    return line(Span(f"{share:<9}"), Span(full, Tone.ACCENT), Span(empty, Tone.FAINT))


def _money(value: Decimal | None) -> Line:
    if value is None:
        return line(Span(fmt.MISSING, Tone.MUTED))
    tone = Tone.GAIN if value > 0 else Tone.LOSS if value < 0 else Tone.PLAIN
    return line(Span(f"{fmt.usd(value)} ", tone), Span("USDC", Tone.MUTED))


def _fee(seen: Forecast | None) -> Line:
    """The fee as it changes the profit: what is paid is negative."""
    if seen is None or seen.fee is None:
        return line(Span(fmt.MISSING, Tone.MUTED))
    places = 2 if abs(seen.fee) >= 1 else 4
    amount = fmt.usd(-seen.fee, places=places)
    return line(Span(f"{amount} "), Span(f"USDC {_role(seen.take)}", Tone.MUTED))


def _role(take: Take | None) -> str:
    if take is None:
        return "maker or taker"
    if take.now and take.rests:
        return "taker + maker"
    return "taker" if take.now else "maker"


def _ahead_words(ahead: Quantity | None, base: str) -> str:
    if ahead is None:
        return "the queue there is deeper than the book is known"
    if not ahead:
        return "first in the queue at that price"
    return f"{trimmed(ahead)} {base} ahead in the queue at that price"
