"""Spans of time that are known: (start_ms, end_ms), the end not included."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort, drop what is empty, and join what touches."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def without(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    left = merge(spans)
    for hole in merge(holes):
        left = tuple(part for span in left for part in _cut(span, hole))
    return left


def _cut(span: Span, hole: Span) -> Iterator[Span]:
    if hole[1] <= span[0] or span[1] <= hole[0]:
        yield span
        return
    if span[0] < hole[0]:
        yield (span[0], hole[0])
    if hole[1] < span[1]:
        yield (hole[1], span[1])
