"""The numbers of forms and cards: what an order would bring or cost, in three lines of two columns.

A dash stands where a number is not known.
"""

from decimal import Decimal

from tui.domain.book import Take
from tui.domain.exits.plan import ExitView, Forecast
from tui.domain.money import decimals
from tui.domain.orders.outlook import Outlook
from tui.ui import format as fmt
from tui.ui.card_parts import columns
from tui.ui.lines import Line, Span, Tone, line

_BAR = 10


def exit_figures(
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
    fee, take = (None, None) if seen is None else (seen.fee, seen.take)
    money = (("Gross", _money(gross)), ("Exit fee", _fee(fee, take)), ("Net", _money(net)))
    return tuple(columns(first, second, width) for first, second in zip(ahead, money, strict=True))


def opening_figures(
    seen: Outlook | None, view: ExitView, width: int, price: Decimal | None
) -> tuple[Line, ...]:
    """The same place for an order that may open a position: what it is worth and what it binds."""
    tick = view.market.price.tick
    notional, margin = (None, None) if seen is None else (seen.notional, seen.margin)
    fee, take = (None, None) if seen is None else (seen.fee, seen.take)
    ahead = (
        ("From mark", _distance(price, view.mark, tick)),
        ("Notional", _dollars(notional)),
        ("Average", _average(take, tick)),
    )
    money = (
        ("Margin", _dollars(margin)),
        ("Available", _dollars(view.available)),
        ("Fee", _fee(fee, take)),
    )
    return tuple(columns(first, second, width) for first, second in zip(ahead, money, strict=True))


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


def _fee(fee: Decimal | None, take: Take | None) -> Line:
    """The fee as it changes the profit: what is paid is negative."""
    if fee is None:
        return line(Span(fmt.MISSING, Tone.MUTED))
    places = 2 if abs(fee) >= 1 else 4
    amount = fmt.usd(-fee, places=places)
    return line(Span(f"{amount} "), Span(f"USDC {_role(take)}", Tone.MUTED))


def _role(take: Take | None) -> str:
    if take is None:
        return "maker or taker"
    if take.now and take.rests:
        return "taker + maker"
    return "taker" if take.now else "maker"


def _dollars(value: Decimal | None) -> Line:
    """An amount that is neither gain nor loss."""
    if value is None:
        return line(Span(fmt.MISSING, Tone.MUTED))
    return line(Span(f"{fmt.usd(value, sign=False)} "), Span("USDC", Tone.MUTED))


def _average(take: Take | None, tick: Decimal) -> Line:
    """The mean price of what fills now."""
    if take is None or not take.now:
        return line(Span(fmt.MISSING, Tone.MUTED))
    average = fmt.price(take.cost / take.now, tick)
    return line(Span(f"{average:<9}"), Span("of what fills now", Tone.MUTED))
