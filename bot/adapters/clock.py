"""The only place that asks what time it is."""

from datetime import UTC, datetime

from bot.words.instant import floor_ms


def now() -> datetime:
    return floor_ms(datetime.now(UTC))  # noqa: TID251 - the one clock
