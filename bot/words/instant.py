"""Instants: aware UTC datetimes with millisecond resolution, one written form.

Written as 2026-11-21T02:52:00.000Z: of fixed width, so that text order is time order.
"""

from datetime import UTC, datetime, timedelta

MILLISECOND = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str) -> datetime:
    """Read an RFC 3339 time with an offset; ValueError says what is wrong with any other."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("has no time zone; write it in UTC with a Z at the end")
    if moment.tzinfo is UTC and not moment.microsecond % 1000:
        return moment  # as we write it ourselves
    try:
        return floor_ms(moment.astimezone(UTC))
    except OverflowError:
        raise ValueError(
            "is out of range: in UTC it lies before the year 1 or after 9999"
        ) from None


def render(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def floor_ms(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_ms(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    return EPOCH + milliseconds * MILLISECOND


def day_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d")


def month_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m")
