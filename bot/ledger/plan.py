"""The fewest range requests that cover all wanted moments."""

from collections.abc import Iterable

from bot.ledger.candles import Span


def plan(
    moments_ms: Iterable[int], interval_ms: int, row_limit: int, tail_ms: int, until_ms: int
) -> tuple[Span, ...]:
    """Start a range at the first moment that no range holds yet: no cover needs fewer.

    A range goes on for `tail_ms` after its last moment, where it has room: a moment without a
    trade is priced by the next candle. None reaches beyond `until_ms`.
    """
    reach = row_limit * interval_ms
    groups: list[list[int]] = []
    for moment in sorted({moment for moment in moments_ms if moment < until_ms}):
        if groups and moment < groups[-1][0] + reach:
            groups[-1].append(moment)
        else:
            groups.append([moment])
    return tuple(
        (group[0], min(group[0] + reach, group[-1] + interval_ms + tail_ms, until_ms))
        for group in groups
    )
