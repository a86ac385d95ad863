"""Keys take effect in the order in which they were pressed.

Textual hands a letter to the field at once, but a key that is bound to something goes round by
every parent of the field first. Of keys that arrive together, as over a slow line, `101.5⌫7` then
makes 101.5, and what is typed after Tab still goes into the field before. Amounts are typed here.
"""

from asyncio import TimerHandle
from collections import deque
from collections.abc import Iterator

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from tui.ui.terminal import later

PATIENCE_SECONDS = 0.5
"""How long a key may take before the next one is let through all the same."""


class KeyOrder(App[None]):
    """Holds a key or a paste back until the one before it has gone all of its way."""

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Event] = deque()
        self._under_way: object | None = None
        self._patience: TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take what is typed one by one, and everything else as it comes."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed:
            await super().on_event(event)
        elif self._under_way is not None:
            self._held.append(event)
        else:
            await self._begin_key(event)

    async def _begin_key(self, event: events.Event) -> None:
        self._under_way = key = object()
        self._patience = later(PATIENCE_SECONDS, lambda: self._end_key(key))
        way: list[MessagePump] = [self]
        if self.focused is not None or self._screen_stack:
            way = list((self.focused or self.screen).ancestors_with_self)
        await super().on_event(event)
        self._follow(key, iter(way))

    def _follow(self, key: object, way: Iterator[MessagePump]) -> None:
        """Go the way of the key, from queue to queue behind it."""
        for pump in way:
            if pump.call_later(self._follow, key, way):
                return
        self._settle(key)

    def _settle(self, key: object) -> None:
        """Wait for the field of a screen that the key has opened, then let the next key go."""
        if not (self._screen_stack and self.screen.call_later(self._end_key, key)):
            self._end_key(key)

    def _end_key(self, key: object) -> None:
        if key is not self._under_way:
            return
        if self._patience is not None:
            self._patience.cancel()
        if self._held:
            # Still under way, so that no key that comes now can overtake the one that was held.
            self.call_later(self._begin_key, self._held.popleft())
        else:
            self._under_way = None
