"""The sandbox as a process: it says where it is, and it goes when it should."""

import asyncio
import base64
import signal
import time
from decimal import Decimal

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.fakes.processes import PATIENCE_SECONDS, SERVE, announced, ended, started
from tests.fakes.signer import SECRET, Signer
from tui.sandbox.listen import open_port
from tui.sandbox.serve import EXIT_USAGE, STEPPED_START_US, OptionError, Options, run, signing_keys


async def test_its_first_line_says_where_it_is_and_how_to_sign_and_it_answers_there() -> None:
    async with started(*SERVE, "--seed", "5") as process:
        line = await announced(process)
        assert set(line) == {"rest", "ws", "apiKey", "apiSecret", "seed", "accounts"}
        assert line["seed"] == 5
        assert Signer(line["apiSecret"]).api_key == line["apiKey"]
        async with httpx.AsyncClient(base_url=line["rest"], trust_env=False) as client:
            now = int((await client.get("/api/v1/time")).text)
            assert abs(now / 1_000 - time.time()) < 60  # noqa: TID251  # the real clock is meant
            headers = Signer(line["apiSecret"]).headers("positionQuery", at_ms=now)
            positions = await client.get("/api/v1/position", headers=headers)
        assert positions.status_code == 200
        assert len(positions.json()) >= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_it_stops_cleanly_on_a_signal_and_tells_its_listeners(
    number: signal.Signals,
) -> None:
    async with started(*SERVE) as process:
        line = await announced(process)
        async with connect(line["ws"], proxy=None) as socket:
            await socket.send('{"method":"SUBSCRIBE","params":["depth.SOL_USDC_PERP"]}')
            await socket.recv()
            asked = time.monotonic()  # noqa: TID251  # the duration is the point
            process.send_signal(number)
            assert await ended(process) == 0
            assert time.monotonic() - asked < 2  # noqa: TID251  # the duration is the point
            async with asyncio.timeout(5):
                await socket.wait_closed()
            assert socket.close_code == 1001
        assert process.stderr is not None
        assert await process.stderr.read() == b""


async def test_a_port_in_use_is_one_line_and_exit_code_2() -> None:
    with open_port("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        async with started(*SERVE, "--port", str(port)) as process:
            async with asyncio.timeout(PATIENCE_SECONDS):
                out, err = await process.communicate()
    assert process.returncode == EXIT_USAGE
    assert out == b""
    assert err.decode() == (
        f"sandbox: port {port} is in use: choose another, or 0 for any free one\n"
    )


async def test_an_address_others_can_reach_is_warned_of() -> None:
    async with started(*SERVE, "--host", "0.0.0.0") as process:  # noqa: S104  # the test's point
        line = await announced(process)
        process.terminate()
        await ended(process)
        assert process.stderr is not None
        warning = (await process.stderr.read()).decode()
    assert line["rest"].startswith("http://127.0.0.1:")
    assert "WARNING: listening on 0.0.0.0" in warning
    assert "Use --host 127.0.0.1" in warning


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(speed=Decimal(0)), "speed must be above 0 and at most 1000, such as 1"),
        (Options(api_secret="short"), "api secret: must be the base64 of 32 bytes"),
        (Options(scenario="rain"), "scenario 'rain': must be one of calm, trend, "),
        (Options(faults=("rain",)), "kind 'rain': no such fault; one of: refuse, stall, "),
        (Options(faults=("tick:symbol=X",)), "tick: symbol 'X' is no market; try SOL_USDC_PERP"),
        (Options(accounts=0), "accounts 0: must be 1 to 50, such as 2"),
        (Options(port=70_000), "port 70000: must be 0 to 65535"),
    ],
)
def test_options_that_cannot_work_are_explained(
    options: Options, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(options) == EXIT_USAGE
    assert words in capsys.readouterr().err


def test_the_key_follows_from_the_seed_or_is_the_one_given() -> None:
    assert signing_keys(Options(seed=1)) == signing_keys(Options(seed=1, port=9))
    assert signing_keys(Options(seed=1)) != signing_keys(Options(seed=2))
    given = base64.b64decode(SECRET)
    exported = base64.b64encode(given + bytes(32)).decode()
    assert bytes(signing_keys(Options(api_secret=SECRET))[0]) == given
    assert bytes(signing_keys(Options(api_secret=exported))[0]) == given


@pytest.mark.parametrize("secret", ["", "!!!!", "AAAA", "é"])
def test_a_malformed_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(OptionError) as caught:
        signing_keys(Options(api_secret=secret))
    assert not secret or secret not in str(caught.value)


def test_the_secret_is_not_in_the_options_repr() -> None:
    assert SECRET not in repr(Options(api_secret=SECRET))


def test_each_account_has_a_key_of_its_own_and_the_first_is_the_only_ones() -> None:
    keys = signing_keys(Options(accounts=5))
    assert len({bytes(key) for key in keys}) == 5
    assert keys[0] == signing_keys(Options())[0]


async def test_every_account_can_sign_and_the_first_begins_as_its_scenario_says() -> None:
    async with started(*SERVE, "--accounts", "2", "--scenario", "flat") as process:
        line = await announced(process)
        held = []
        async with httpx.AsyncClient(base_url=line["rest"], trust_env=False) as client:
            for account in line["accounts"]:
                now = int((await client.get("/api/v1/time")).text)
                headers = Signer(account["apiSecret"]).headers("positionQuery", at_ms=now)
                answer = await client.get("/api/v1/position", headers=headers)
                assert answer.status_code == 200
                held.append(len(answer.json()))
    assert held == [0, 2]
    assert line["accounts"][0] == {key: line[key] for key in ("apiKey", "apiSecret")}


async def test_stepped_time_is_the_same_in_every_run_and_moves_only_when_told() -> None:
    bodies = []
    for _ in range(2):
        async with started(*SERVE, "--stepped", "--seed", "3") as process:
            line = await announced(process)
            async with httpx.AsyncClient(base_url=line["rest"], trust_env=False) as client:
                before = (await client.get("/api/v1/time")).text
                moved = await client.post("/sandbox/advance", json={"ms": 2_500})
                after = (await client.get("/api/v1/time")).text
                depth = await client.get("/api/v1/depth?symbol=SOL_USDC_PERP")
            assert before == str(STEPPED_START_US // 1_000)
            assert int(after) - int(before) == 2_500
            assert moved.json() == {"nowUs": STEPPED_START_US + 2_500_000, "stepped": True}
            bodies.append(depth.content)
    assert bodies[0] == bodies[1]
