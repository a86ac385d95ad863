"""Whether memory grows: ten simulated hours of a market and of an account that is told about.

They pass in a process of their own, after two hours in which the bounded memories of texts fill.
"""

import gc
import subprocess
import sys
from dataclasses import replace
from random import Random
from statistics import linear_regression

from tests.bench.ingest import filled
from tests.bench.market import SYMBOL, LoadedMarket
from tests.bench.measuring import ROOT, Goal, read_resident, report
from tests.builders import sol_order
from tests.scenes import BTC, live_two_positions
from tui.domain.events import Event, Noted, OrderChanged
from tui.domain.order import OrderStatus
from tui.session.reduce import reduce
from tui.ui.ports import Mode
from tui.ui.rows_book import book_panel
from tui.ui.rows_common import Picture
from tui.ui.rows_header import header
from tui.ui.rows_log import log_panel
from tui.ui.rows_orders import orders_panel
from tui.ui.rows_positions import positions_panel
from tui.ui.rows_tape import tape_panel
from tui.wire.frames import decode

WARM_UP, HOURS = 2, 10
MESSAGES_AN_HOUR = 180_000
"""Fifty a second. What is kept is bounded by count, so its memory fills, and empties, often."""

_EVERY = 1_000
"""Messages between frames."""

_WIDTH, _HEIGHT = 120, 20


def _draw(picture: Picture) -> None:
    header(picture, _WIDTH)
    positions_panel(picture, _WIDTH)
    orders_panel(picture, _WIDTH)
    log_panel(picture, _WIDTH)
    book_panel(picture, _WIDTH, _HEIGHT)
    tape_panel(picture, _WIDTH, _HEIGHT)


def _an_order(now_us: int) -> tuple[Event, ...]:
    """An order that comes and goes, and a word about it."""
    order = sol_order(str(now_us), engine_us=now_us)
    gone = replace(order, engine_us=now_us + 1, status=OrderStatus.CANCELLED)
    return (
        OrderChanged(order, "orderAccepted"),
        OrderChanged(gone, "orderCancelled"),
        Noted(f"at {now_us}"),
    )


def hours() -> list[int]:
    """KiB held at the end of each simulated hour."""
    scene = live_two_positions()
    market = LoadedMarket(Random(1), {BTC: "67123.4"})
    store, feed = filled(market)
    state, markets = scene.state, {**scene.markets, SYMBOL: store}
    now_us, held = 1_750_793_021_000_000, []
    pause_us = 3_600_000_000 // MESSAGES_AN_HOUR
    for hour in range(WARM_UP + HOURS):
        for n in range(MESSAGES_AN_HOUR):
            now_us += pause_us
            at = now_us / 1e6
            feed.take(decode(market.next(now_us, hour * MESSAGES_AN_HOUR + n + 1).frame), at)
            if n % _EVERY == 0:
                for event in _an_order(now_us):
                    state = reduce(state, event, at, now_us // 1_000)
                _draw(Picture(Mode.LIVE, state, markets, SYMBOL, at, now_us // 1_000))
        gc.collect()
        held.append(read_resident())
    return held


def run() -> None:
    """Print the growth an hour, by a straight line through the ends of the hours."""
    command = [sys.executable, "-m", "tests.bench.memory"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    held = [int(line) for line in done.stdout.split()][WARM_UP:]
    slope, _ = linear_regression(range(len(held)), held)
    report(f"growth of memory over {HOURS} simulated hours", [slope], "KiB/h", Goal(most=64))
    report("between the least and the most that was held", [max(held) - min(held)], "KiB")
    report("memory at the end", [held[-1] / 1_024], "MiB")


if __name__ == "__main__":
    print(*hours(), sep="\n")
