"""The sandbox as a process: builds the exchange, listens, and ends when it should.

One JSON line on stdout says that it is ready and how to reach it. It ends cleanly on SIGTERM,
SIGINT and SIGHUP and, when a program started it for itself, as soon as that program is gone: an
orphan exchange would run with nobody to stop it.
"""

import argparse
import asyncio
import base64
import binascii
import hashlib
import json
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from random import Random

from nacl.signing import SigningKey

from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine
from tui.sandbox.fault_text import FaultError, parse_faults
from tui.sandbox.listen import LOOPBACK, ListenError, authority, is_loopback, open_port
from tui.sandbox.luck import Luck
from tui.sandbox.pace import Pace
from tui.sandbox.parent import follow_parent
from tui.sandbox.scenarios import SCENARIOS, Scenario
from tui.sandbox.shell import Shell
from tui.sandbox.web import serve

DEFAULT_SEED = 7

MAX_ACCOUNTS = 50
"""Their keys stand in one line, which a program reads in one go."""

STEPPED_START_US = 1_767_571_200_000_000
"""2026-01-05 00:00 UTC: where stepped time starts, so that every run gives the same bytes."""

EXIT_OK = 0
EXIT_USAGE = 2

_SEED_BYTES = 32
_EXPORTED_BYTES = 64
_STOP_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")


class OptionError(ValueError):
    """An option cannot be used; the message names it, the rule and a value that works."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the sandbox is asked to be.

    `speed` is sandbox seconds per real second. `api_secret` is the standard base64 of a 32-byte
    ed25519 seed (the 64-byte form with the public key is understood too); without one the key
    follows from `seed`. `scenario` names the market (see `tui.sandbox.scenarios`), `faults` say
    what goes wrong (see `tui.sandbox.faults`). `accounts` is how many there are, each with a key of
    its own. `stepped` lets sandbox time start at `STEPPED_START_US` and move only by the control
    endpoint. `owned` ends the sandbox when its parent dies or closes its standard input.
    """

    host: str = LOOPBACK
    port: int = 0
    seed: int = DEFAULT_SEED
    speed: Decimal = Decimal(1)
    api_secret: str | None = field(default=None, repr=False)
    owned: bool = False
    scenario: str = "calm"
    faults: tuple[str, ...] = ()
    accounts: int = 1
    stepped: bool = False


def run(options: Options) -> int:
    """Serve until stopped; return 0, or 2 with a line on stderr when it cannot start."""
    try:
        keys = signing_keys(options)
        shell = _shell(options, keys)
        sock = open_port(options.host, options.port)
    except (OptionError, FaultError, ListenError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return EXIT_USAGE
    if not is_loopback(options.host):
        sys.stderr.write(
            f"sandbox: WARNING: listening on {options.host}: every machine that reaches this one"
            f" can trade here. Use --host {LOOPBACK} to keep it to yourself.\n"
        )
    with sock:
        asyncio.run(_serve(options, keys, shell, sock))
    return EXIT_OK


def signing_keys(options: Options) -> tuple[SigningKey, ...]:
    """Return the key of each account, the one that was given first."""
    if not 1 <= options.accounts <= MAX_ACCOUNTS:
        raise OptionError(f"accounts {options.accounts}: must be 1 to {MAX_ACCOUNTS}, such as 2")
    others = tuple(
        _derived(f"backpack-tui sandbox {options.seed} account {number}")
        for number in range(2, options.accounts + 1)
    )
    return (_first_key(options), *others)


def _first_key(options: Options) -> SigningKey:
    if options.api_secret is None:
        return _derived(f"backpack-tui sandbox {options.seed}")
    try:
        secret = base64.b64decode(options.api_secret, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) not in {_SEED_BYTES, _EXPORTED_BYTES}:
        raise OptionError("api secret: must be the base64 of 32 bytes; leave it out to get one")
    return SigningKey(secret[:_SEED_BYTES])


def _derived(text: str) -> SigningKey:
    return SigningKey(hashlib.sha256(text.encode()).digest())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with command-line `arguments`, those of the process when None."""
    parser = argparse.ArgumentParser(
        prog="python -m tui.sandbox.serve", description="A Backpack exchange on this machine."
    )
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="chooses the market")
    parser.add_argument("--speed", type=_decimal, default=Decimal(1), help="1 is real time")
    parser.add_argument("--scenario", default="calm", choices=SCENARIOS, help="what market it is")
    parser.add_argument(
        "--fault", action="append", default=[], dest="faults", help="what goes wrong"
    )
    parser.add_argument("--accounts", type=int, default=1, help="how many")
    parser.add_argument("--stepped", action="store_true", help="time moves only when told")
    parser.add_argument("--owned", action="store_true", help="end with the parent process")
    given = vars(parser.parse_args(arguments))
    return run(Options(**{**given, "faults": tuple(given["faults"])}))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"must be a number such as 1 or 2.5: {text!r}") from error


def _pace(options: Options) -> Pace:
    start_us = STEPPED_START_US if options.stepped else None
    try:
        return Pace(
            wall_us=lambda: time.time_ns() // 1_000, speed=options.speed, stepped_from_us=start_us
        )
    except ValueError as error:
        raise OptionError(str(error)) from error


def _shell(options: Options, keys: Sequence[SigningKey]) -> Shell:
    faults = [fault for text in options.faults for fault in parse_faults(text)]
    pace = _pace(options)
    names = [api_key(key) for key in keys]
    scenario = _scenario(options.scenario)
    engine = Engine(
        seed=options.seed,
        now_us=pace.now_us,
        accounts={**dict.fromkeys(names, DEFAULT_ACCOUNT), names[0]: scenario.account},
        scenario=scenario,
    )
    random = Random(options.seed)  # noqa: S311  # because faults are simulated, nothing is secret
    luck = Luck(faults, random=random, now_us=lambda: pace.now_us)
    shell = Shell(exchange=engine, pace=pace, luck=luck, levers=engine.levers, accounts=names)
    for fault in faults:
        shell.check(fault)
    return shell


def _scenario(name: str) -> Scenario:
    try:
        return SCENARIOS[name]
    except KeyError as error:
        raise OptionError(f"scenario {name!r}: must be one of {', '.join(SCENARIOS)}") from error


def api_key(key: SigningKey) -> str:
    """Return the API key of an account: the base64 of its public key."""
    return base64.b64encode(bytes(key.verify_key)).decode()


async def _serve(
    options: Options, keys: Sequence[SigningKey], shell: Shell, sock: socket.socket
) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    if options.owned:
        follow_parent(stop)
    await serve(
        shell,
        sock,
        stop=stop,
        listening=lambda: _announce(options.seed, keys, authority(sock)),
        sleep=asyncio.sleep,
    )


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in _STOP_SIGNALS:
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _announce(seed: int, keys: Sequence[SigningKey], where: str) -> None:
    """Print the line other programs read to find and use the sandbox."""
    accounts = [
        {"apiKey": api_key(key), "apiSecret": base64.b64encode(bytes(key)).decode()} for key in keys
    ]
    line = {
        "rest": f"http://{where}",
        "ws": f"ws://{where}",
        **accounts[0],
        "seed": seed,
        "accounts": accounts,
    }
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
