"""The one setting this program changes: the leverage limit of the account."""

from decimal import Decimal

from tui.actions.commands import Commands
from tui.actions.denials import Denial
from tui.actions.journal import JournalFailed
from tui.actions.outcomes import CommandOutcome
from tui.actions.ports import Exchange
from tui.actions.reasons import describe
from tui.actions.resolve import Bounds
from tui.client.answers import Declined, NotSent, SettingAnswer, SettingDone, Unanswered
from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.money import parse_wire_decimal, trimmed

_SCOPE = "leverage limit "

_LOOKS = (0.5, 1.0, 2.0, 4.0, 8.0, 4.0)
"""Seconds between looks at the account when nobody answered: more than a request stays valid."""


class Leverage:
    """Changes the limit, once per call, and looks when nobody answered."""

    def __init__(
        self, exchange: Exchange, commands: Commands, clock: Clock, bounds: Bounds
    ) -> None:
        self._exchange = exchange
        self._commands = commands
        self._clock = clock
        self._bounds = bounds

    async def change(self, limit: Decimal, denials: tuple[Denial, ...]) -> CommandOutcome:
        """Set the limit, unless `denials` say why not; it is written down before it is sent."""
        scope = f"{_SCOPE}{trimmed(limit)}"
        try:
            command = await self._commands.begin(
                CommandKind.SETTING, scope=scope, must_be_written=not denials
            )
        except JournalFailed as failed:
            return CommandOutcome(_unwritten(scope, str(failed), self._clock.wall_ms()))
        if denials:
            reason = describe(denials[0])
            return await self._now(command, CommandStatus.NOT_SENT, reason)
        sent_at = self._clock.monotonic()
        try:
            answer = await self._exchange.change_leverage(limit)
        except ValueError as wrong:
            return await self._now(command, CommandStatus.NOT_SENT, str(wrong))
        status, words = _stands(answer)
        outcome = await self._now(command, status, words)
        is_known = status is not CommandStatus.UNKNOWN
        return outcome if is_known else await self._look(command, limit, sent_at)

    async def resume(self) -> None:
        """Find out what became of settings that an earlier run left in the air."""
        now = self._clock.monotonic()
        for command in self._commands:
            limit = parse_wire_decimal(command.scope.removeprefix(_SCOPE))
            is_open = command.kind is CommandKind.SETTING and not command.status.is_settled
            if is_open and limit is not None:
                await self._look(command, limit, now)

    async def _look(self, command: Command, limit: Decimal, sent_at: float) -> CommandOutcome:
        """Read the account until it says the new limit, or the request cannot count any more."""
        for pause in _LOOKS:
            await self._clock.sleep(pause)
            try:
                now = (await self._exchange.account()).leverage_limit
            except ReadFailed:
                continue
            if now == limit:
                return await self._now(command, CommandStatus.DONE)
            if self._clock.monotonic() > sent_at + self._bounds.fence:
                reason = f"the limit is still {trimmed(now)}"
                return await self._now(command, CommandStatus.REJECTED, reason)
        return CommandOutcome(self._commands.get(command.number))

    async def _now(
        self, command: Command, status: CommandStatus, reason: str | None = None
    ) -> CommandOutcome:
        return CommandOutcome(await self._commands.take(command, status, reason))


def _stands(answer: SettingAnswer) -> tuple[CommandStatus, str | None]:
    match answer:
        case SettingDone():
            return CommandStatus.DONE, None
        case NotSent(reason):
            return CommandStatus.NOT_SENT, reason
        case Declined(definitive=True):
            return CommandStatus.REJECTED, answer.message
        case Declined():
            return CommandStatus.UNKNOWN, answer.message
        case Unanswered(reason):
            return CommandStatus.UNKNOWN, reason


def _unwritten(scope: str, reason: str, at_ms: int) -> Command:
    return Command(
        0, CommandKind.SETTING, CommandStatus.NOT_SENT, at_ms, scope=scope, reason=reason
    )
