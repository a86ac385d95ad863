"""A process that kills itself with SIGKILL at one point of an exit: `victim.py JOURNAL POINT`.

It says on its standard output when a request has left and when it comes to its end alive.
"""

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path

from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Post


class Victim(DeskWorld):
    """Dies for real where a `DeskWorld` only stands still."""

    async def _point(self, where: str) -> None:
        self.where = where
        self.points += 1
        if self.points == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _check_post(self, post: Post) -> None:
        super()._check_post(post)
        sys.stdout.write(f"sent {post.client_id}\n")
        sys.stdout.flush()


async def main(path: Path, point: int) -> None:
    """Submit one exit and die at `point`, or live to the end."""
    numbers = count(1)
    world = Victim(path, lambda: next(numbers))
    await world.start()
    world.points, world.kill_at = 0, point
    world.submit()
    await world.advance(30.0)
    await world.kill()
    sys.stdout.write("alive\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
