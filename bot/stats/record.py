"""The fold as plain numbers and back, to the last bit: a row for each hypothesis."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from math import inf, isinf
from typing import Any

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.stats.columns import Column, Flags
from bot.stats.decline import Decline
from bot.stats.evidence import Evidence
from bot.stats.fleet_filter import Filter, grid_of
from bot.stats.fold import Fold
from bot.stats.market import Market
from bot.words.canonical import Json
from bot.words.instant import parse, render

NUMBERS = tuple(field.name for field in fields(Evidence))
COLUMNS = ("open", "age_days", "lost_edge", "theta", "decline", *NUMBERS)


def write(fold: Fold) -> dict[str, Json]:
    return {
        "at": render(fold.at),
        "market": asdict(fold.market),
        "prior": fold.filter.prior.tolist(),
        "hypotheses": dict(zip(fold.names, rows(fold), strict=True)),
    }


def rows(fold: Fold) -> list[list[Json]]:
    dead = fold.filter.dead.tolist()
    columns = (
        fold.is_open.tolist(),
        fold.filter.age.tolist(),
        [[None if isinf(value) else value for value in row] for row in dead],
        fold.decline.theta.tolist(),
        fold.decline.level.tolist(),
        *(getattr(fold.evidence, name).tolist() for name in NUMBERS),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def read(document: Mapping[str, Any], terms: Terms) -> Fold:
    """Read what `write` wrote; ValueError, LookupError or TypeError say that it is not that."""
    names = tuple(sorted(document["hypotheses"]))
    found = [document["hypotheses"][name][: len(COLUMNS)] for name in names]
    by_column = dict(zip(COLUMNS, zip(*found, strict=True), strict=True)) if found else {}
    columns = {name: column(by_column.get(name, ())) for name in ("age_days", "theta", "decline")}
    return Fold(
        at=parse(document["at"]),
        names=names,
        is_open=_flags(by_column.get("open", ())),
        market=Market(**document["market"]),
        evidence=Evidence(**{name: column(by_column.get(name, ())) for name in NUMBERS}),
        filter=Filter(
            _prior(document["prior"], terms),
            columns["age_days"],
            _dead(by_column.get("lost_edge", ()), terms),
        ),
        decline=Decline(columns["theta"], columns["decline"]),
    )


def _prior(found: Sequence[float], terms: Terms) -> Column:
    prior = column(found)
    if prior.shape != grid_of(terms.filter).prior.shape:
        raise ValueError("the prior has another length")
    return prior


def _dead(found: Sequence[Sequence[float | None]], terms: Terms) -> Column:
    dead = [[-inf if value is None else value for value in row] for row in found]
    return np.array(dead, dtype=np.float64).reshape(
        len(dead), int(grid_of(terms.filter).real.sum())
    )


def _flags(values: Sequence[bool]) -> Flags:
    if not all(isinstance(value, bool) for value in values):
        raise TypeError("open must be true or false")
    return np.array(values, dtype=np.bool_)


def column(values: Sequence[float]) -> Column:
    found = np.array(values, dtype=np.float64)
    if not np.isfinite(found).all():
        raise ValueError("a number is missing")
    return found
