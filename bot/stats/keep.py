"""The memory as a checkpoint and back, to the last bit; a checkpoint may lie within a day, too."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.errors import CorruptState
from bot.policy.evidence import Evidence as Terms
from bot.state.evidence import BookLine, Checkpoint, PortfolioDay
from bot.stats import record
from bot.stats.book import InForce
from bot.stats.confidence import Confidence
from bot.stats.curve import Curve
from bot.stats.life import Life
from bot.stats.memory import Base, BookDay, Memory, base_of
from bot.stats.paths import NAMES as PATHS
from bot.stats.paths import Paths, curve_of
from bot.words.canonical import Json
from bot.words.instant import parse, render

LIFE = tuple(field.name for field in fields(Life) if field.name != "path")
CONFIDENCE = ("multiplier", "recent")
BASE = tuple(field.name for field in fields(Base))
EACH = (*record.COLUMNS, *(f"path_{name}" for name in PATHS))
COLUMNS = (*EACH, *(f"life_{name}" for name in LIFE), *CONFIDENCE)
CURVE: TypeAdapter[Curve] = TypeAdapter(Curve)
LIVES: TypeAdapter[Life] = TypeAdapter(Life)
FORMS: TypeAdapter[Confidence] = TypeAdapter(Confidence)
T = TypeVar("T", Curve, Life, Confidence)


def write(memory: Memory, basis: str, revision: int, counts: Mapping[str, int]) -> Checkpoint:
    return Checkpoint(
        at=render(memory.at),
        basis=basis,
        revision=revision,
        counts=dict(counts),
        market=asdict(memory.fold.market),
        prior=memory.fold.filter.prior.tolist(),
        hours=list(memory.market),
        curve=asdict(memory.curve),
        daily_bps=list(memory.daily_bps),
        in_force=line_of(memory.in_force),
        weather=[(render(since), regime) for since, regime in memory.weather],
        columns=list(COLUMNS),
        hypotheses=_rows(memory),
        apart=_apart(memory),
        today=_today(memory),
    )


def read(document: Checkpoint, path: str, terms: Terms) -> Memory:
    try:
        return _read(document, terms)
    except (LookupError, TypeError, ValueError) as error:
        raise CorruptState(path, f"its rows cannot be read ({error})") from None


def _rows(memory: Memory) -> dict[str, list[Json]]:
    paths = zip(*(getattr(memory.paths, name).tolist() for name in PATHS), strict=True)
    each = zip(memory.fold.names, record.rows(memory.fold), paths, strict=True)
    return {name: [*row, *path, *_of(memory, name)] for name, row, path in each}


def _apart(memory: Memory) -> dict[str, list[Json]]:
    """Give those that have done something, but never held a view."""
    names = {*memory.lives, *memory.confidence} - set(memory.fold.names)
    return {name: _of(memory, name) for name in names}


def _of(memory: Memory, name: str) -> list[Json]:
    life = memory.lives.get(name, Life())
    sure = memory.confidence.get(name, Confidence())
    return [*(getattr(life, field) for field in LIFE), sure.multiplier, list(sure.recent)]


def _today(memory: Memory) -> dict[str, Json]:
    """Give what is known of a day that goes on; at midnight there is nothing."""
    if memory.at.hour == 0:
        return {}
    base = zip(*(getattr(memory.base, name).tolist() for name in BASE), strict=True)
    return {
        "base": dict(zip(memory.fold.names, map(list, base), strict=True)),
        "book": page_of(memory.today).model_dump(mode="json"),
    }


def _read(document: Checkpoint, terms: Terms) -> Memory:
    if tuple(document.columns) != COLUMNS:
        raise ValueError("its columns are others")
    fold = record.read(document.model_dump(mode="json"), terms)
    rows = [document.hypotheses[name] for name in fold.names]
    start, end = len(record.COLUMNS), len(EACH)
    columns = zip(*(row[start:end] for row in rows), strict=True) if rows else [()] * len(PATHS)
    paths = Paths(*map(record.column, columns))
    others = {name: row[end:] for name, row in document.hypotheses.items()} | document.apart
    base = document.today.get("base")
    book = document.today.get("book")
    return Memory(
        fold=fold,
        paths=paths,
        base=base_of(fold, paths) if base is None else _base(fold.names, base),
        curve=_whole(CURVE, document.curve),
        in_force=in_force_of(document.in_force),
        weather=tuple((parse(since), regime) for since, regime in document.weather),
        market=tuple(document.hours),
        lives=_lives(others, fold.names, paths),
        confidence=_confidence(others),
        today=BookDay() if book is None else book_of(PortfolioDay.model_validate(book)),
        daily_bps=tuple(document.daily_bps),
    )


def _lives(
    others: Mapping[str, Sequence[Any]], names: Sequence[str], paths: Paths
) -> dict[str, Life]:
    row = {name: index for index, name in enumerate(names)}
    found = {}
    for name, values in others.items():
        path = curve_of(paths, row[name]) if name in row else Curve()
        life = _whole(LIVES, dict(zip(LIFE, values[: len(LIFE)], strict=True)), "path")
        found[name] = replace(life, path=path)
    return found


def _confidence(others: Mapping[str, Sequence[Any]]) -> dict[str, Confidence]:
    pairs = ((name, values[len(LIFE) :]) for name, values in others.items())
    return {
        name: _whole(FORMS, dict(zip(CONFIDENCE, values, strict=True))) for name, values in pairs
    }


def _whole(adapter: TypeAdapter[T], found: Mapping[str, Any], *apart: str) -> T:
    """Let nothing be left out: what has a default would begin anew in silence."""
    made = adapter.validate_python(found)
    if found.keys() != {field.name for field in fields(made)} - {*apart}:
        raise LookupError("there are other fields")
    return made


def _base(names: Sequence[str], base: Mapping[str, Sequence[float]]) -> Base:
    columns = zip(*(base[name] for name in names), strict=True) if names else [()] * len(BASE)
    return Base(*map(record.column, columns))


def page_of(day: BookDay) -> PortfolioDay:
    agents: dict[str, dict[str, float]] = {}
    for (agent, symbol), part in sorted(day.parts.items()):
        agents.setdefault(agent, {})[symbol] = part
    return PortfolioDay(
        bps=day.bps,
        hours=day.hours,
        gross=day.gross,
        unpriced=day.unpriced,
        agents=agents,
        regimes=dict(day.regimes),
    )


def book_of(page: PortfolioDay) -> BookDay:
    parts = {
        (agent, symbol): part for agent, own in page.agents.items() for symbol, part in own.items()
    }
    return BookDay(page.bps, page.hours, page.gross, page.unpriced, parts, page.regimes)


def line_of(force: InForce) -> BookLine:
    return BookLine(
        since=render(force.since),
        weights=dict(force.weights),
        regime=force.regime,
        cap=force.cap,
        last_known=force.last_known,
    )


def in_force_of(line: BookLine) -> InForce:
    return InForce(parse(line.since), line.weights, line.regime, line.cap, line.last_known)
