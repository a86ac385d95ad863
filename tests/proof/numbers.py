"""The row `numbers`: whatever is typed, pasted or given on a command line, only amounts are taken.

Each text goes every way an amount can come in: the strict parser, the form's rules, the command
line's option, a paste into the form's field, and the same text key by key. It is accepted exactly
when the reference grammar says so, its value is exact, and nothing on the way changes a character
without saying that it refused one.
"""

import asyncio
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message

from tests.builders import SOL, exit_view, quantity, sol_long, sol_market
from tests.fakes.clock import settle
from tui.cli.trade import take_profit
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan
from tui.domain.market import PriceRules, QuantityRules
from tui.domain.money import AmountFault, Price, parse_amount, plain
from tui.ui.widgets.amount_input import MAX_LENGTH, AmountInput

REFERENCE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
COUNT = {False: 4_000, True: 1_000_000}
_KEYED = 10
"""Of so many texts one is typed as well, which takes as long as all else."""

_POOLS = (
    "0123456789",
    "0123456789.",
    "0123456789.,eE+-_ '",
    "０１２３４５６７８９．，",  # noqa: RUF001  # full-width digits are the point
    "٠١٢٣٤٥٦٧٨٩٫٬",  # noqa: RUF001  # Arabic digits and separators
    "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b[];0m",
    "\xa0\u2009\u200b\u200e\u202e\u2060\ufeff\u2212\u066b",
    "NaInfity0x_",
    "½²Ⅷ🚀é",
)
_SPECIAL = ("NaN", "sNaN", "inf", "-0", "1e5", "1E-7", "0x10", "1_000", "1,5", "1.234,5", " 5 ", "")


def text(rng: random.Random) -> str:
    """A text: an amount, an amount with a few characters changed, or anything."""
    kind = rng.random()
    if kind < 0.02:
        return rng.choice(_SPECIAL)
    if kind < 0.25:
        return amount(rng)
    if kind < 0.65:
        return _spoiled(amount(rng), rng)
    if kind < 0.67:
        return rng.choice(_POOLS)[0] * rng.randrange(30, 5_000)
    if kind < 0.75:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(12)))
    return "".join(rng.choice(rng.choice(_POOLS)) for _ in range(rng.randrange(40)))


def amount(rng: random.Random) -> str:
    """What the grammar allows, and at times a digit more."""
    whole = "".join(rng.choice("0123456789") for _ in range(rng.randrange(1, 14)))
    if rng.random() < 0.4:
        return whole
    return f"{whole}.{''.join(rng.choice('0123456789') for _ in range(rng.randrange(1, 14)))}"


def _spoiled(good: str, rng: random.Random) -> str:
    characters = list(good)
    for _ in range(rng.randrange(1, 3)):
        at = rng.randrange(len(characters) + 1)
        characters[at : at + rng.randrange(2)] = rng.choice(rng.choice(_POOLS))
    return "".join(characters)


def expected(typed: str) -> Fraction | None:
    """The value the grammar gives to `typed`; None when it is no amount."""
    inner = typed.strip(" ")
    if REFERENCE.fullmatch(inner) is None:
        return None
    whole, _, decimals = inner.partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals)) or None


FINEST = Decimal("1E-12")
VIEW = exit_view(
    sol_long(quantity=quantity("5")),
    mark=Price(FINEST / 10),
    market=sol_market(
        price=PriceRules(FINEST, Price(FINEST), None, None, None, None, None),
        quantity=QuantityRules(FINEST, quantity("0.000000000001"), None),
    ),
)
"""A market that any price and quantity of the grammar fits, so the grammar alone decides."""


class Page(App[None]):
    """One field."""

    def compose(self) -> ComposeResult:
        yield Counting(id="amount")


class Counting(AmountInput):
    """The field of the form; it counts what it says it refused."""

    refusals = 0

    def post_message(self, message: Message) -> bool:
        if isinstance(message, AmountInput.Changed):
            return True  # nobody listens
        if isinstance(message, AmountInput.Refused):
            self.refusals += 1
            return True
        return super().post_message(message)


@dataclass
class Tally:
    """What was tried and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def judge(self, way: str, typed: str, *, right: bool, taken: bool) -> None:
        """Count one text that came in one way."""
        self.counts[f"{way} {'accepted' if taken else 'refused'}"] += 1
        if not right:
            self.wrong.append(f"{way}: {typed[:60]!r}")


def by_parser(tally: Tally, typed: str) -> None:
    """The parser accepts what the grammar does, exactly, and writes it as it was typed."""
    value, wanted = parse_amount(typed), expected(typed)
    taken = not isinstance(value, AmountFault)
    right = taken is (wanted is not None)
    if isinstance(value, Decimal):
        inner = typed.strip(" ").lstrip("0")
        right &= Fraction(value) == wanted and plain(value).lstrip("0") == inner
    tally.judge("parser", typed, right=right, taken=taken)


def by_command(tally: Tally, typed: str) -> None:
    """The command's option is the text itself."""
    arguments = ["--symbol", SOL, f"--price={typed}", "--quantity", typed]
    values = take_profit.make_context("take-profit", arguments).params
    right = values["price"] == typed and values["quantity"] == typed
    tally.judge("option", typed, right=right, taken=True)


def by_form(tally: Tally, typed: str) -> None:
    """The rules of the form plan exactly the typed price, or none."""
    plan, wanted = check(Draft(typed, "1"), VIEW), expected(typed)
    taken = isinstance(plan, ExitPlan)
    right = taken is (wanted is not None)
    if isinstance(plan, ExitPlan):
        right &= Fraction(plan.ticket.price) == wanted
    tally.judge("form", typed, right=right, taken=taken)


def by_paste(tally: Tally, typed: str, page: Page) -> None:
    """The field holds the pasted line whole, or what it held, and says which."""
    held = page.query_one(Counting)
    held.value, held.refusals = "7", 0
    held.cursor_position = 1
    held.on_paste(events.Paste(typed))
    taken = held.value == "7" + typed.rstrip("\r\n")
    right = taken or (held.value == "7" and held.refusals == 1)
    tally.judge("paste", typed, right=right and _shows_it_all(held.value), taken=taken)


def by_keys(tally: Tally, typed: str, page: Page) -> None:
    """Each key that writes a character writes it, or is refused aloud."""
    held = page.query_one(Counting)
    held.value, held.refusals, written = "", 0, 0
    typed = typed[: MAX_LENGTH + 4]
    for character in typed:
        before = held.value
        held.insert_text_at_cursor(character)
        if held.value != before:
            written += 1
            if held.value != before + character:
                tally.judge("keys", typed, right=False, taken=True)
                return
    right = written + held.refusals == len(typed) and _shows_it_all(held.value)
    tally.judge("keys", typed, right=right, taken=held.refusals == 0)


def _shows_it_all(value: str) -> bool:
    """Whether a person can see every character that is there."""
    return all(
        unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"} for character in value
    )


async def fuzzed(count: int, seed: int = 1) -> Tally:
    """Send `count` texts every way."""
    rng, tally, page = random.Random(seed), Tally(), Page()
    async with page.run_test():
        for number in range(count):
            typed = text(rng)
            by_parser(tally, typed)
            by_form(tally, typed)
            by_command(tally, typed)
            by_paste(tally, typed, page)
            if number % _KEYED == 0:
                by_keys(tally, typed, page)
            if number % 500 == 0:
                await settle()
    return tally


def run(*, long: bool) -> bool:
    """Print how many texts came in which way, and what was wrong."""
    tally = asyncio.run(fuzzed(COUNT[long]))
    print(f"  {COUNT[long]} texts")
    for name, count in sorted(tally.counts.items()):
        print(f"  {name:<40} {count:>9}")
    print(f"  {'silent edits and wrong judgements':<40} {len(tally.wrong):>9}")
    for line in tally.wrong[:20]:
        print(f"    {line}")
    return not tally.wrong
