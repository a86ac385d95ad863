"""`backpack-tui sandbox`: the sandbox exchange in the foreground, for other clients."""

import os
from decimal import Decimal, InvalidOperation

import click

from tui.cli.exits import ExitCode, Stop

_SECRET_VARIABLE = "BACKPACK_SANDBOX_SECRET"  # noqa: S105  # the name of a variable


class _SandboxCommand(click.Command):
    """Ends its help with the faults there are, read from their catalogue only when asked."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the faults, the presets and the control endpoint."""
        from tui.sandbox.faults import KINDS, PRESETS, Family  # noqa: PLC0415  # for help alone
        from tui.sandbox.scenarios import SCENARIOS  # noqa: PLC0415  # for help alone

        with formatter.section("Scenarios"):
            formatter.write_dl([(name, story.description) for name, story in SCENARIOS.items()])
        with formatter.section("Faults, as kind or kind:key=value,key=value"):
            formatter.write_dl(
                [(name, _about(kind.summary, kind.own)) for name, kind in KINDS.items()]
            )
        with formatter.section("Faults in bundles"):
            formatter.write_dl([(name, preset.summary) for name, preset in PRESETS.items()])
        with formatter.section("Keys of faults"):
            formatter.write_dl(_KEYS)
            formatter.write_dl(
                [(family.name.lower(), ", ".join(family.value)) for family in Family]
            )
        with formatter.section("While it runs, to programs on this machine only"):
            formatter.write_dl(_CONTROL)
        super().format_epilog(ctx, formatter)


_KEYS = [
    ("count=N", "strike N times; without it there is no end"),
    ("one-in=N", "strike one occasion in N on average, by the seed"),
    ("skip=N", "let N occasions pass first"),
    (
        "after=S, for=S, every=S",
        "sandbox seconds until it is on, that it lasts, between two starts",
    ),
    ("method=M, path=P", "only such requests; method WS is the opening of a stream"),
    ("stream=P", "only streams whose name starts so; private ones must be named"),
]

_CONTROL = [
    ("GET /sandbox", "accounts, faults and time"),
    ("GET, POST, DELETE /sandbox/faults", 'set one with {"kind": "throttle", "count": 3}'),
    ("GET /sandbox/kinds", "every fault with its keys"),
    ("POST /sandbox/book-state", '{"symbol": …, "state": "Closed"}'),
    ("POST /sandbox/tick", '{"symbol": …, "tick": "0.1"}'),
    ("POST /sandbox/mark", '{"symbol": …, "frozen": true}'),
    ("POST /sandbox/position", '{"symbol": …, "action": "close" or "flip"}'),
    ("POST /sandbox/advance", '{"ms": 1000}, with --stepped'),
]


def _about(summary: str, own: object) -> str:
    given = own if isinstance(own, dict) else {}
    defaults = ", ".join(f"{key}={text}" for key, text in given.items() if text)
    return f"{summary} ({defaults})" if defaults else summary


@click.command(cls=_SandboxCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=0, show_default=True, type=click.IntRange(0, 65_535), help="0 takes any."
)
@click.option("--seed", default=7, show_default=True, type=int, help="Chooses the market's course.")
@click.option("--speed", default="1", show_default=True, help="Sandbox seconds per second.")
@click.option("--scenario", default="calm", show_default=True, help="Chooses what the market does.")
@click.option("--fault", "faults", multiple=True, help="What goes wrong; may be repeated.")
@click.option(
    "--accounts",
    default=1,
    show_default=True,
    type=click.IntRange(1, 50),
    help="How many there are.",
)
@click.option("--stepped", is_flag=True, help="Time moves only by POST /sandbox/advance.")
def sandbox(
    *,
    host: str,
    port: int,
    seed: int,
    speed: str,
    scenario: str,
    faults: tuple[str, ...],
    accounts: int,
    stepped: bool,
) -> None:
    """Run a Backpack exchange on this machine until stopped.

    Its first line on stdout is one JSON object with rest, ws, apiKey, apiSecret, seed and accounts,
    a list with the apiKey and apiSecret of each.
    """
    from tui.sandbox.serve import Options, run  # noqa: PLC0415  # only this command serves

    code = run(
        Options(
            host=host,
            port=port,
            seed=seed,
            speed=_speed(speed),
            api_secret=os.environ.get(_SECRET_VARIABLE),
            scenario=scenario,
            faults=faults,
            accounts=accounts,
            stepped=stepped,
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
