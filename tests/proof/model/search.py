"""Breadth first through every state, so the first broken promise has the shortest story."""

from dataclasses import dataclass, field

from tests.proof.model.protocol import Broken, Protocol, State


@dataclass
class Explored:
    """What a search found."""

    states: int
    moves: int
    broken: Broken | None = None
    trace: list[str] = field(default_factory=list)
    """The moves that lead to what is broken, in order."""


class TooManyStates(Exception):
    """The search was given up; it proves nothing."""


def explore(protocol: Protocol, most: int = 5_000_000) -> Explored:
    """Visit every state that can be reached, or stop at the first broken promise.

    Raises:
        TooManyStates: there are more than `most`.
    """
    came_from: dict[State, tuple[State, str] | None] = dict.fromkeys(protocol.starts())
    layer, moves = list(came_from), 0
    while layer:
        following: list[State] = []
        for state in layer:
            for label, after in protocol.moves(state):
                moves += 1
                broken = protocol.broken(state, after)
                if broken is not None:
                    trace = [*_story(came_from, state), label]
                    return Explored(len(came_from), moves, broken, trace)
                if after not in came_from:
                    came_from[after] = (state, label)
                    following.append(after)
        if len(came_from) > most:
            raise TooManyStates(f"more than {most} states")
        layer = following
    return Explored(len(came_from), moves)


def _story(came_from: dict[State, tuple[State, str] | None], state: State) -> list[str]:
    labels = list[str]()
    while (step := came_from[state]) is not None:
        state, label = step
        labels.append(label)
    return labels[::-1]
