"""The fold as JSON and back, to the last bit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from math import inf, isinf
from typing import Any

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.stats.columns import Column
from bot.stats.decline import Decline
from bot.stats.evidence import Evidence
from bot.stats.fleet_filter import Filter, grid_of
from bot.stats.fold import Fold
from bot.stats.market import Market
from bot.words.canonical import Json, digest
from bot.words.instant import parse, render

VERSION = 1
COLUMNS = tuple(field.name for field in fields(Evidence))


def write(fold: Fold, terms: Terms) -> dict[str, Json]:
    return {
        "v": VERSION,
        "terms": digest(terms.model_dump(mode="json")),
        "at": render(fold.at),
        "market": asdict(fold.market),
        "prior": fold.filter.prior.tolist(),
        "hypotheses": {name: _row(fold, row) for row, name in enumerate(fold.names)},
    }


def _row(fold: Fold, row: int) -> dict[str, Json]:
    dead = fold.filter.dead[row].tolist()
    return {
        "open": bool(fold.is_open[row]),
        "age_days": float(fold.filter.age[row]),
        "lost_edge": [None if isinf(value) else value for value in dead],
        "theta": float(fold.decline.theta[row]),
        "decline": float(fold.decline.level[row]),
        **{name: float(getattr(fold.evidence, name)[row]) for name in COLUMNS},
    }


def read(document: Mapping[str, Any], terms: Terms) -> Fold:
    """Read what `write` wrote; ValueError, KeyError or TypeError say that it is something else."""
    if document["v"] != VERSION:
        raise ValueError(f"evidence of version {document['v']!r} is not known here")
    if document["terms"] != digest(terms.model_dump(mode="json")):
        raise ValueError("the numbers of the evidence have changed; fold the history again")
    names = tuple(sorted(document["hypotheses"]))
    rows = [document["hypotheses"][name] for name in names]
    return Fold(
        at=parse(document["at"]),
        names=names,
        is_open=np.array([row["open"] for row in rows], dtype=np.bool_),
        market=Market(**document["market"]),
        evidence=Evidence(**{name: _column(rows, name) for name in COLUMNS}),
        filter=_filter(document["prior"], rows, terms),
        decline=Decline(_column(rows, "theta"), _column(rows, "decline")),
    )


def _filter(prior: Sequence[float], rows: Sequence[Mapping[str, Any]], terms: Terms) -> Filter:
    dead = [[-inf if value is None else value for value in row["lost_edge"]] for row in rows]
    shape = len(rows), int(grid_of(terms.filter).real.sum())
    return Filter(
        np.array(prior, dtype=np.float64),
        _column(rows, "age_days"),
        np.array(dead, dtype=np.float64).reshape(shape),
    )


def _column(rows: Sequence[Mapping[str, Any]], name: str) -> Column:
    return np.array([row[name] for row in rows], dtype=np.float64)
