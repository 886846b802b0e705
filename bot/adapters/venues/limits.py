"""What a host says about itself in headers and ban notices: its clock, its limits, its bans."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from bot.words.instant import to_ms

MINUTE_MS = 60_000
SECONDS = re.compile(r"\s*[0-9]{1,9}\s*")
BANNED_UNTIL = re.compile(rb"banned until (\d{13})\b")


def date_ms(headers: Mapping[str, str]) -> int | None:
    return _http_date_ms(headers.get("Date", ""))


def ban_until_ms(headers: Mapping[str, str], body: bytes, now_ms: int) -> int | None:
    """Return when a host that refused may be asked again, the later one where it says two.

    A moment that it names is one of its own clock; where ours is ahead it comes later for us.
    """
    theirs_ms = date_ms(headers)
    ahead_ms = 0 if theirs_ms is None else max(0, now_ms - theirs_ms)
    retry_after = headers.get("Retry-After", "")
    named = BANNED_UNTIL.search(body[:2000])
    moments = (_http_date_ms(retry_after), int(named[1]) if named else None)
    times = [moment + ahead_ms for moment in moments if moment is not None]
    if SECONDS.fullmatch(retry_after):
        times.append(now_ms + int(retry_after) * 1000)
    return max(times, default=None)


def weight_used(headers: Mapping[str, str]) -> int:
    text = headers.get("X-MBX-USED-WEIGHT-1M", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def next_minute_ms(headers: Mapping[str, str], now_ms: int) -> int:
    """Return when the host's minute ends, on our clock."""
    theirs_ms = date_ms(headers)
    return now_ms + MINUTE_MS - (now_ms if theirs_ms is None else theirs_ms) % MINUTE_MS


def _http_date_ms(text: str) -> int | None:
    try:
        return to_ms(parsedate_to_datetime(text))
    except (ValueError, TypeError):  # TypeError: a date without a zone
        return None
