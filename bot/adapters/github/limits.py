"""What GitHub asks of somebody who is too fast, read from its answer.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.adapters.github.call import UNPROCESSABLE, Answer

SECONDARY = 60.0
TOO_FAST = (403, 429)
TOO_QUICK = "submitted too quickly"
WORDS = ("secondary rate limit", "abuse detection", "api rate limit exceeded")


def pause_asked(answer: Answer, times: int) -> float | None:
    """Give the seconds to wait, None where it is no limit; `times` is how often it was met before.

    Without a date GitHub asks for a minute at first, and for longer each time.
    """
    if not _is_limit(answer):
        return None
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    if answer.headers.get("x-ratelimit-remaining") == "0":
        return _until_reset(answer)
    return SECONDARY * 2.0 ** min(times, 16)


def _is_limit(answer: Answer) -> bool:
    if answer.ok:
        return any(one.get("type") == "RATE_LIMITED" for one in _graph_errors(answer))
    if answer.status == UNPROCESSABLE:
        return TOO_QUICK in answer.text
    if answer.status not in TOO_FAST:
        return False
    told = "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    said = answer.message.lower()
    return answer.status == TOO_FAST[1] or told or any(word in said for word in WORDS)


def _graph_errors(answer: Answer) -> list[dict[str, object]]:
    return answer.refusal.get("errors") or [] if '"RATE_LIMITED"' in answer.text else []


def _until_reset(answer: Answer) -> float:
    """Count from the server's own clock; a second more, as it is not told when in that second."""
    reset = answer.headers.get("x-ratelimit-reset", "")
    now = _moment(answer.headers.get("date", ""))
    if not reset.isdigit() or now is None:
        return SECONDARY
    return max(0.0, int(reset) - now.timestamp()) + 1


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
