"""A moment in the past as a person types it: an age such as `2h`, or a date of UTC."""

import re
from datetime import UTC, datetime

from tui.settings import BadSetting

_AGE = re.compile(r"([1-9][0-9]{0,5})([smhdw])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def since_ms(text: str | None, now_ms: int) -> int:
    """Milliseconds since the epoch; 0, which is everything, where nothing was typed.

    Raises:
        BadSetting: it is neither an age nor a date.
    """
    if text is None:
        return 0
    age = _AGE.fullmatch(text.strip())
    if age is not None:
        return now_ms - int(age[1]) * _SECONDS[age[2]] * 1_000
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadSetting(
            "--since is an age such as 30m, 2h or 7d, or a date of UTC such as 2026-11-25 or"
            " 2026-11-25T14:00."
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000)
