"""A sandbox that belongs to a program does not outlive it, however that program ends."""

import asyncio
import sys

import httpx
import pytest

from tests.fakes.processes import SERVE, announced, ended, started

PARENT = """
import subprocess, sys
subprocess.Popen(sys.argv[2:], stdin={"pipe": subprocess.PIPE, "inherit": None}[sys.argv[1]])
sys.stdin.read() if sys.argv[1] == "pipe" else __import__("signal").pause()
"""


async def test_an_owned_one_ends_when_its_input_does() -> None:
    async with started(*SERVE, "--owned") as process:
        await announced(process)
        assert process.stdin is not None
        process.stdin.close()
        assert await ended(process) == 0


async def test_one_that_is_not_owned_does_not_care_about_its_input() -> None:
    async with started(*SERVE) as process:
        line = await announced(process)
        assert process.stdin is not None
        process.stdin.close()
        async with httpx.AsyncClient(base_url=line["rest"], trust_env=False) as client:
            assert (await client.get("/api/v1/ping")).text == "pong"
        assert process.returncode is None


@pytest.mark.parametrize(
    "watch",
    [
        "pipe",
        pytest.param(
            "inherit",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="needs the death signal"),
        ),
    ],
)
async def test_an_owned_one_ends_when_its_parent_is_killed(watch: str) -> None:
    command = (sys.executable, "-c", PARENT, watch, *SERVE, "--owned")
    async with started(*command) as parent:
        await announced(parent)
        parent.kill()
        assert parent.stdout is not None
        async with asyncio.timeout(10):
            # The sandbox holds the other end of this pipe: it is gone when the pipe ends.
            assert await parent.stdout.read() == b""
