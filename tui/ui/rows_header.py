"""The two lines on top: whose money, which market, what it says, and whether we still hear it."""

from tui.domain.events import Link
from tui.domain.freshness import MARK_AGES, POSITION_AGES, TICKER_AGES, Freshness
from tui.domain.money import Rate
from tui.session.state import LinkState
from tui.ui import format as fmt
from tui.ui.ages import dated
from tui.ui.lines import (
    ELLIPSIS,
    EMPTY,
    Line,
    Panel,
    Span,
    Tone,
    joined,
    justify,
    line,
    rows,
    width_of,
    words,
    wrapped,
)
from tui.ui.ports import Mode
from tui.ui.rows_common import Picture, aged, signed_tone, tick_of
from tui.ui.wording_safety import alarms, halted_badge, halted_words

BADGES = {Mode.LIVE: Tone.LIVE, Mode.SANDBOX: Tone.SANDBOX, Mode.READ_ONLY: Tone.READ_ONLY}
WORDS = {Mode.LIVE: "real money", Mode.SANDBOX: "play money", Mode.READ_ONLY: "cannot send"}

LINK_NAMES = {Link.PUBLIC: "market link", Link.PRIVATE: "account link", Link.REST: "requests"}

_GAP: Line = (Span("   "),)
_ROOM_FOR_WORDS = 110


def header(picture: Picture, width: int) -> Panel:
    """Both lines; what has no room is left out, the least important first."""
    return Panel(rows=rows([_first(picture, width), _second(picture, width)]))


def _first(picture: Picture, width: int) -> Line:
    badge = _badge(picture, width)
    link = link_words(picture)
    room = width - sum(len(span.text) for span in link) - 2
    return justify(joined([badge, *_prices(picture)], _GAP, room), link, width)


def _badge(picture: Picture, width: int) -> Line:
    """The mode, and the host where it is not the one the mode makes you think of."""
    badge = Span(f" {picture.mode.value} ", BADGES[picture.mode])
    host = line(Span(f" {picture.exchange}", Tone.WARN)) if picture.exchange else EMPTY
    if picture.state.halted is not None:
        halted = Span(halted_badge(picture.state.halted, picture.state), Tone.HALTED)
        return line(badge, Span(" "), halted, *host)
    if host:
        return line(badge, *host)
    words = f" {WORDS[picture.mode]}" if width >= _ROOM_FOR_WORDS else ""
    return line(badge, Span(words, Tone.MUTED))


def _prices(picture: Picture) -> list[Line]:
    tick, store = tick_of(picture, picture.symbol), picture.store
    name = (Span(f"{fmt.coin(picture.symbol)}-PERP", Tone.ACCENT),)
    if store is None:
        return [name]
    mark, age = store.mark, picture.age(store.mark_at)
    price, index = (None, None) if mark is None else (mark.mark, mark.index)
    deaf = store.last is not None and not picture.state.link(Link.PUBLIC).up
    groups = [
        name,
        _labelled("mark", dated(fmt.price(price, tick), Tone.STRONG, age, MARK_AGES, tell=False)),
        _labelled("index", dated(fmt.price(index, tick), Tone.PLAIN, age, MARK_AGES, tell=False)),
        _labelled("last", aged(fmt.price(store.last, tick), Tone.PLAIN, stale=deaf)),
    ]
    if store.ticker is not None:
        change, age = store.ticker.change, picture.age(store.ticker_at)
        text = fmt.percent(change)
        groups.append(
            _labelled("24h", dated(text, signed_tone(change), age, TICKER_AGES, tell=False))
        )
    return groups


def _labelled(label: str, value: Line) -> Line:
    return (Span(f"{label} ", Tone.MUTED), *value)


def _second(picture: Picture, width: int) -> Line:
    groups = [_funding(picture), *_margin(picture)]
    age = _mark_age(picture)
    start = joined(groups, _GAP, width - width_of(age) - 2)
    room = width - width_of(start) - len(_GAP[0].text)
    end = joined([age, _clock(picture), *_pulse(picture)], _GAP, room)
    return justify(start, end or age, width)


def _funding(picture: Picture) -> Line:
    mark = picture.store.mark if picture.store else None
    if mark is None or mark.funding_rate is None:
        return _labelled("funding", (Span(fmt.MISSING, Tone.MUTED),))
    age = picture.age(picture.store.mark_at) if picture.store else None
    rate = dated(fmt.funding(mark.funding_rate), Tone.PLAIN, age, MARK_AGES, tell=False)
    if mark.next_funding_ms is None:
        return _labelled("funding", rate)
    left = fmt.countdown((mark.next_funding_ms - picture.wall_ms) / 1_000)
    return _labelled("funding", (*rate, Span(" in ", Tone.MUTED), Span(left)))


def _margin(picture: Picture) -> list[Line]:
    margin = picture.state.margin
    if margin is None:
        return []
    figures = [
        ("equity", Span(fmt.usd(margin.equity, sign=False))),
        ("available", Span(fmt.usd(margin.available, sign=False))),
    ]
    if margin.margin_fraction is not None:
        figures.append(("margin", _health(margin.margin_fraction, margin.maintenance_fraction)))
    age = picture.age(picture.state.account_confirmed)
    return [
        _labelled(name, dated(value.text, value.tone, age, POSITION_AGES, tell=False))
        for name, value in figures
    ]


_CLOSE_TO_LIQUIDATION = 2
"""Times the maintenance margin below which the account's margin is shown in alarm."""


def _health(fraction: Rate, maintenance: Rate) -> Span:
    near = fraction < maintenance * _CLOSE_TO_LIQUIDATION
    return Span(fmt.percent(fraction, sign=False), Tone.ALERT if near else Tone.PLAIN)


def _mark_age(picture: Picture) -> Line:
    age = picture.age(picture.store.mark_at) if picture.store else None
    if age is None:
        return (Span("no mark yet", Tone.WARN),)
    stale = MARK_AGES.judge(age) is not Freshness.FRESH
    return line(
        Span("mark age ", Tone.MUTED), Span(fmt.age(age), Tone.WARN if stale else Tone.MUTED)
    )


def _clock(picture: Picture) -> Line:
    clock = picture.state.clock
    if clock is None:
        return EMPTY
    sign = "+" if clock.offset_ms >= 0 else fmt.MINUS
    text = f"clock {sign}{abs(clock.offset_ms):.0f} ±{clock.uncertainty_ms:.0f} ms"
    return (Span(text, Tone.MUTED),)


def _pulse(picture: Picture) -> list[Line]:
    """How late the newest mark and the newest answer came."""
    figures = (("feed", picture.pulse.feed_ms), ("REST", picture.pulse.rest_ms))
    return [
        _labelled(name, (Span(f"{took:.0f} ms".replace("-", fmt.MINUS), _pace(took)),))
        for name, took in figures
        if took is not None
    ]


_SLOW_MS = 250
"""A delay of more milliseconds than this is worth a look."""


def _pace(took_ms: float) -> Tone:
    return Tone.WARN if took_ms > _SLOW_MS else Tone.MUTED


def _watched(picture: Picture) -> list[tuple[Link, LinkState]]:
    """The links that matter: one that was never tried says nothing without a key."""
    return [
        (link, picture.state.link(link))
        for link in (Link.PUBLIC, Link.PRIVATE)
        if link in picture.state.links or picture.mode is not Mode.READ_ONLY
    ]


def link_words(picture: Picture) -> Line:
    """`streaming`, or what does not: which link is down, for how long, when it is tried again."""
    for link, state in _watched(picture):
        if state.up:
            continue
        name = LINK_NAMES[link]
        if link not in picture.state.links:
            return (Span(f"○ {name} connecting", Tone.WARN),)
        if state.retry_at is None:
            return (Span(f"○ {name}: {words(state.reason, _REASON)}", Tone.WARN),)
        since = fmt.age(picture.age(state.since))
        wait = fmt.age(max(0.0, state.retry_at - picture.now))
        return (Span(f"✕ {name} down {since}, retry in {wait}", Tone.ALERT),)
    return _flow_words(picture)


def _flow_words(picture: Picture) -> Line:
    """With every link up: whether the mark keeps coming."""
    age = picture.age(picture.store.mark_at) if picture.store else None
    if MARK_AGES.judge(age) is Freshness.STALE:
        return (Span(f"○ mark stale {fmt.age(age)}", Tone.WARN),)
    return (Span("● streaming", Tone.GAIN),)


BANNER = 4
"""Lines of the banner, at most."""

_REASON_LINES = 2

_REASON = 32
"""Cells of a reason in the first line; the banner has it in full."""


def banner(picture: Picture, width: int) -> tuple[Line, ...]:
    """What stops the trader: orders that came back, the kill switch, what blocks sending.

    Each in a line or two; nothing while all is well.
    """
    lines = [each for text in alarms(picture.state) for each in wrapped(text, width, Tone.ALERT)]
    halted = picture.state.halted
    if halted is not None:
        text = halted_words(halted, picture.state, picture.wall_ms) + " K unlocks."
        lines += wrapped(text, width, Tone.ALERT)[:2]
    reasons = _reasons(picture)
    if reasons:
        text = "Orders are blocked. " + " ".join(dict.fromkeys(reasons))
        lines += _cut(wrapped(text, width, Tone.WARN), width)
    return tuple(lines[:BANNER])


def _cut(lines: tuple[Line, ...], width: int) -> tuple[Line, ...]:
    """The first two lines, saying that there are more; the form has all of them."""
    if len(lines) <= _REASON_LINES:
        return lines
    last = "".join(span.text for span in lines[_REASON_LINES - 1])
    more = (Span(words(f"{last} {ELLIPSIS}", width), Tone.WARN),)
    return (*lines[: _REASON_LINES - 1], more)


def _reasons(picture: Picture) -> list[str]:
    """Why nothing can be sent: the links first, then the gates."""
    reasons = list(picture.blocked)
    rest = picture.state.link(Link.REST)
    if not picture.state.reconciled and Link.REST in picture.state.links and not rest.up:
        reasons.insert(0, f"Requests fail: {rest.reason}.")
    for link, state in _watched(picture):
        if not state.up and link in picture.state.links:
            reasons.insert(0, f"The {LINK_NAMES[link]} is down: {state.reason}.")
        elif not state.up and reasons and not picture.state.reconciled:
            reasons.insert(0, f"The {LINK_NAMES[link]} is connecting.")
    return reasons
