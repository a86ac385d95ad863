"""`backpack-tui sandbox`: the sandbox exchange in the foreground, for other clients."""

import os
from decimal import Decimal, InvalidOperation

import click

from tui.cli.exits import ExitCode, Stop

_SECRET_VARIABLE = "BACKPACK_SANDBOX_SECRET"  # noqa: S105  # the name of a variable


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=0, show_default=True, type=click.IntRange(0, 65_535), help="0 takes any."
)
@click.option("--seed", default=7, show_default=True, type=int, help="Chooses the market's course.")
@click.option("--speed", default="1", show_default=True, help="Sandbox seconds per second.")
def sandbox(host: str, port: int, seed: int, speed: str) -> None:
    """Run a Backpack exchange on this machine until stopped.

    Its first line on stdout is one JSON object with rest, ws, apiKey, apiSecret and seed.
    """
    from tui.sandbox.serve import Options, run  # noqa: PLC0415  # only this command serves

    code = run(
        Options(
            host=host,
            port=port,
            seed=seed,
            speed=_speed(speed),
            api_secret=os.environ.get(_SECRET_VARIABLE),
        )
    )
    if code:
        raise SystemExit(code)


def _speed(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not Decimal("0.01") <= value <= Decimal(1_000):
        raise Stop(ExitCode.USAGE, "--speed must be between 0.01 and 1000, for example 10.")
    return value
