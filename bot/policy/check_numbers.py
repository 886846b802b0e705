"""Numbers that must fit together, and what a choice needs besides itself."""

from collections.abc import Iterator
from itertools import pairwise
from math import isclose
from typing import TypeAlias

from bot.policy.book import Book
from bot.policy.document import Path, dotted
from bot.policy.prices import FOLDER_KIND, NETWORK_KINDS
from bot.policy.score import Score
from bot.words.problem import Problem

Key: TypeAlias = tuple[str, Path]

AT_MOST = (
    ("governor", "cadence_minutes", "lease.minutes"),
    ("governor", "proposals.at_least", "proposals.at_most"),
    ("governor", "pull_requests.per_run", "pull_requests.open"),
    ("promotion", "gates.cost_drift.min", "gates.cost_drift.max"),
    ("promotion", "canary.e_value", "live.sup_e_value"),
    ("retirement", "points.watch_at", "points.retire_at"),
    ("retirement", "strategy_class.deprecate_votes", "strategy_class.kill_votes"),
    ("allocation", "confidence.recent", "confidence.lookback"),
    ("allocation", "confidence.bad_below_bps", "confidence.weak_below_bps"),
    ("prices", "unresolved.first_retry_minutes", "unresolved.max_retry_minutes"),
)
DAY_MINUTES = 1440


def _at_most(book: Book) -> Iterator[Problem]:
    for (file, path), (wide_file, wide) in (*_in_one_file(), *_own_caps(book)):
        small, large = book.number(file, *path), book.number(wide_file, *wide)
        if small is not None and large is not None and small > large:
            where = "" if file == wide_file else f" of {wide_file}.yml"
            why = f"must be at most {dotted(wide)}{where}, which is {large:g}"
            yield book.problem(file, path, why)


def _in_one_file() -> Iterator[tuple[Key, Key]]:
    for file, narrow, wide in AT_MOST:
        yield (file, tuple(narrow.split("."))), (file, tuple(wide.split(".")))


def _own_caps(book: Book) -> Iterator[tuple[Key, Key]]:
    for agent in book.entries("agents", "agents"):
        yield ("agents", (*agent, "max_weight")), ("allocation", ("caps", "agent"))
    for entry in book.entries("risk", "agent_position_usd"):
        yield ("risk", entry), ("risk", ("MAX_POSITION_USD",))
    for table, cap in (("strategy_classes", "strategy_class"), ("symbols", "symbol")):
        for entry in book.entries("allocation", "caps", table):
            yield ("allocation", entry), ("allocation", ("caps", cap))


def _horizons(book: Book) -> Iterator[Problem]:
    horizons = book.numbers("governor", "horizons_hours")
    primary = book.number("governor", "primary_horizon_hours")
    if primary is not None and horizons and primary not in horizons:
        why = "must be one of horizons_hours"
        yield book.problem("governor", ("primary_horizon_hours",), why)
    if len(set(horizons)) < len(horizons):
        yield book.problem("governor", ("horizons_hours",), "has a horizon twice")


def _cadence(book: Book) -> Iterator[Problem]:
    minutes = book.number("governor", "cadence_minutes") or 1
    whole_hours = minutes % 60 == 0 and DAY_MINUTES % minutes == 0
    if not whole_hours and 60 % minutes:
        why = "must divide an hour, or be hours that divide a day"
        yield book.problem("governor", ("cadence_minutes",), why)


def _score(book: Book) -> Iterator[Problem]:
    lines = [("score", part) for part in Score.model_fields]
    weights = [book.number("promotion", *line, "weight") for line in lines]
    known = [weight for weight in weights if weight is not None]
    if len(known) == len(weights) and not isclose(sum(known), 1, abs_tol=1e-9):
        why = f"has weights that sum to {sum(known):g}, not 1"
        yield book.problem("promotion", ("score",), why)
    for line in lines:
        full = book.number("promotion", *line, "full")
        if full is not None and full == book.number("promotion", *line, "zero"):
            yield book.problem("promotion", (*line, "zero"), "must differ from full")


def _filter(book: Book) -> Iterator[Problem]:
    where = ("evidence", "filter")
    edges = book.numbers("promotion", *where, "edges")
    prior = book.numbers("promotion", *where, "prior")
    if edges and prior and len(edges) != len(prior):
        why = f"must hold one number for each of the {len(edges)} edges"
        yield book.problem("promotion", (*where, "prior"), why)
    if prior and not isclose(sum(prior), 1, abs_tol=1e-9):
        why = f"must sum to 1, and sums to {sum(prior):g}"
        yield book.problem("promotion", (*where, "prior"), why)
    if any(low >= high for low, high in pairwise(edges)):
        yield book.problem("promotion", (*where, "edges"), "must rise from each to the next")
    if edges and max(edges) <= 0:
        yield book.problem("promotion", (*where, "edges"), "needs an edge above 0")


def _venues(book: Book) -> Iterator[Problem]:
    for path, kind in book.texts("prices", ("venues",), "kind"):
        needed = {FOLDER_KIND: "path"} | dict.fromkeys(NETWORK_KINDS, "url")
        key = needed.get(kind)
        if key and book.get("prices", *path[:-1], key) is None:
            yield book.problem("prices", path, f"needs a {key}")


def _live(book: Book) -> Iterator[Problem]:
    kinds = {kind for _, kind in book.texts("prices", ("venues",), "kind")}
    if book.text("governor", "mode") == "live" and kinds <= {FOLDER_KIND}:
        yield book.problem("governor", ("mode",), "needs a venue in prices.yml that is no folder")


def _agents(book: Book) -> Iterator[Problem]:
    for entry in book.entries("agents", "agents"):
        said = {key: book.get("agents", *entry, key) for key in NEEDS_OF_AGENTS}
        if not said["entry_point"] and not said["version"]:
            why = "needs an entry_point, or a version if it runs elsewhere"
            yield book.problem("agents", entry, why)
        if said["schedule"] and not said["entry_point"]:
            why = "has no entry_point to run"
            yield book.problem("agents", (*entry, "schedule"), why)
        if said["stage"] in ("canary", "live") and not said["owner"]:
            yield book.problem("agents", (*entry, "stage"), "may trade, so it needs an owner")


NEEDS_OF_AGENTS = ("entry_point", "version", "schedule", "stage", "owner")
CHECKS = (_at_most, _horizons, _cadence, _score, _filter, _venues, _live, _agents)
