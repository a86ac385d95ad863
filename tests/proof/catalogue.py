"""The row `catalogue`: each fault that can befall the program has a test that bears its id.

A test says which faults it holds in its name: `test_fault_r02_…`, `test_fault_n28_r06_…`,
`test_faults_u01_to_u04_…`. An id without a test stands in `REASONS`; what its tests do not show
stands in `OPEN`.
"""

import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parent.parent

FAULTS = {
    "N01": "connection refused",
    "N02": "name not resolved, no route",
    "N03": "certificate or protocol that proves nothing",
    "N04": "connection reset inside a frame",
    "N05": "half-open, silent socket",
    "N06": "pongs arrive, data does not",
    "N07": "answer that drips for ever",
    "N08": "frame that is no JSON, or only part of it",
    "N09": "huge frame",
    "N10": "compressed bomb, body without end",
    "N11": "server that lets in and throws out",
    "N12": "server says that it shuts down",
    "N13": "subscription refused",
    "N14": "subscription ignored",
    "N15": "frame repeated",
    "N16": "frames out of order",
    "N17": "gap in the depth",
    "N18": "snapshot older than the first change",
    "N19": "book crossed, locked or senseless",
    "N20": "impossible times",
    "N21": "words nobody knows",
    "N22": "account message lost",
    "N23": "stream and request disagree",
    "N24": "flood of events",
    "N25": "proxy or certificates in the environment",
    "N26": "redirect",
    "N27": "page of somebody else",
    "N28": "kept connection that was closed meanwhile",
    "R01": "request lost",
    "R02": "accepted, not answered",
    "R03": "accepted late",
    "R04": "filled before the look-up",
    "R05": "no connection for the order",
    "R06": "broken while it was written",
    "R07": "too many requests, with a pause named",
    "R08": "too many requests, with an absurd pause",
    "R09": "server error",
    "R10": "maintenance",
    "R11": "plain refusal",
    "R12": "refusal that proves nothing",
    "R13": "key refused",
    "R14": "request expired",
    "R15": "answer with other terms",
    "R16": "accepted and ended at once",
    "R17": "cancel taken, not carried out",
    "R18": "cancel of what is gone",
    "R19": "not found, by the exchange or by a proxy",
    "R20": "doctored JSON",
    "R21": "our bytes sent twice by a proxy",
    "R22": "order beyond the first page of history",
    "R23": "client ids as text and as numbers",
    "R24": "answer to another question",
    "X01": "reduce-only with nothing to reduce",
    "X02": "price outside the band",
    "X03": "market's state changes",
    "X04": "position closed meanwhile",
    "X05": "position flipped meanwhile",
    "X06": "position reduced meanwhile",
    "X07": "another position of the same size",
    "X08": "exchange shrinks an order",
    "X09": "market gone",
    "X10": "filters changed",
    "X11": "mark jumps across the price",
    "X12": "liquidation or deleveraging fills",
    "X13": "late fill after a cancel",
    "X14": "self-trade prevention",
    "X15": "limit of orders reached",
    "X16": "account liquidating or suspended",
    "X17": "orders of other clients",
    "X18": "exchange's clock steps",
    "L01": "killed at any step",
    "L02": "SIGTERM, SIGHUP, terminal closed",
    "L03": "quit with an order on its way",
    "L04": "caller cancelled",
    "L05": "tiny terminal",
    "L06": "disk full or read-only",
    "L07": "torn last record",
    "L08": "damaged file",
    "L09": "journal lost or rolled back",
    "L10": "two programs on one machine",
    "L11": "two machines with one key",
    "L12": "suspend",
    "L13": "stopped or in a debugger",
    "L14": "wall clock jumps",
    "L15": "clock is off",
    "L16": "file that is wrong, old or open to others",
    "L17": "no descriptors, loop stalls",
    "L18": "log cannot be written",
    "L19": "bug in the screen",
    "L20": "terminals that can little",
    "U01": "texts that Decimal takes and an amount is not",
    "U02": "separators",
    "U03": "digits and marks of other scripts",
    "U04": "long texts and control characters",
    "U05": "off the tick or the step",
    "U06": "exponents in what is sent",
    "U07": "wrong side",
    "U08": "exit on the wrong side of the mark",
    "U09": "more than is free",
    "U10": "odd price",
    "U11": "keys repeated or held",
    "U12": "paste that answers a question",
    "U13": "a card that changes under the finger",
    "U14": "hostile words of the exchange",
    "U15": "screenshot of a secret",
    "C01": "dressing around the key",
    "C02": "wrong length or encoding",
    "C03": "key and secret swapped",
    "C04": "key and secret of two pairs",
    "C05": "key revoked",
    "C06": "key that could withdraw",
}
"""Id and fault."""

REASONS = {
    "X12": "needs the stream's mark of who filled an order (`O`), which is not read; that an"
    " account under liquidation sends nothing is held by X16",
}
"""Why an id has no test."""

OPEN = {
    "N24": "the frame rate is held; how long a flood delays an account message is a figure of the"
    " benchmarks, not a test",
    "R21": "the newer of two orders is named; its cancel is not offered by a key of its own",
    "X09": "sending is denied; that orders on the gone market can be cancelled is only true by"
    " construction",
    "L13": "held on a fake clock; no process is stopped",
    "L17": "descriptors are held; a stall of the loop shows in the diagnostics and ages the data",
    "L20": "encoding and drawing are held; no matrix of terminals is run",
}
"""What the tests of an id do not show."""

_NAME = re.compile(r"^\s*(?:async )?def (test_faults?_\w+)", re.MULTILINE)
_ID = re.compile(r"_([nrxluc])(\d\d)(?:_to_\1(\d\d))?(?=_)", re.IGNORECASE)


def ids_in(name: str) -> list[str]:
    """The ids that the name of a test bears."""
    found = list[str]()
    for letter, first, last in _ID.findall(name):
        found.extend(f"{letter.upper()}{n:02d}" for n in range(int(first), int(last or first) + 1))
    return found


def holders(folder: Path = TESTS) -> dict[str, list[str]]:
    """By id: the tests below `folder` that bear it, as `file:name`."""
    tests = defaultdict[str, list[str]](list)
    for file in sorted(folder.rglob("test_*.py")):
        for name in _NAME.findall(file.read_text(encoding="utf-8")):
            for one in ids_in(name):
                tests[one].append(f"{file.relative_to(folder)}:{name}")
    return dict(tests)


def run(*, long: bool) -> bool:
    """Print the coverage of the catalogue; with `long` every test."""
    tests = holders()
    for one, fault in FAULTS.items():
        held = tests.get(one, [])
        if long or not held or one in OPEN:
            print(f"  {one}  {fault}: {len(held)} tests")
        for name in held if long else ():
            print(f"         {name}")
        for word, table in (("no test", REASONS), ("open", OPEN)):
            if one in table:
                print(f"       {word}: {table[one]}")
    total = len({name for held in tests.values() for name in held})
    print(
        f"  {len(FAULTS)} faults, {len(tests)} held by {total} tests, {len(REASONS)} with a reason"
    )
    return not FAULTS.keys() - tests.keys() - REASONS.keys()
