"""The fleet at a glance, as words: for a terminal, a pipe or a program."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10
from typing import Literal, TypeAlias

from bot.effects import numbers
from bot.effects.charts.sparkline import as_text, thinned
from bot.effects.escape import plain
from bot.effects.site.material import Material
from bot.state.report.agent import AgentRow
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.instant import parse
from bot.words.stage import MAY_RUN, MAY_TRADE, RANK, Stage
from bot.words.text import cells

Tone: TypeAlias = Literal["", "good", "warn", "bad"]
HEAD = ("agent", "stage", "score", "alpha 30 d", "E", "lately", "decision", "why")
RIGHT = frozenset({2, 3, 4})
CURVE, SMALL = 48, 12
GATE = "state/gate.json"
TONES: dict[str, Tone] = {"low": "good", "medium": "warn", "high": "bad", "critical": "bad"}


@dataclass(frozen=True, slots=True)
class Word:
    """`course` is the small curve beside a number, which there may be no room for."""

    text: str
    tone: Tone = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """`facts` are of the fleet, by name; `rows` one for each agent, under HEAD.

    `trouble` says what is left out and why, so that it stands above them.
    """

    facts: tuple[tuple[str, Word], ...]
    rows: tuple[tuple[Word, ...], ...] = ()
    notes: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()


def board(material: Material, now: datetime) -> Board:
    agents = sorted(material.report.agents.items(), key=_order)
    rows = tuple(_row(material, name, row) for name, row in agents)
    trouble = tuple(material.trouble.values())
    return Board(tuple(_facts(material, now)), rows, tuple(_notes(material)), trouble)


def lines(found: Board) -> Iterator[str]:
    """Give plain lines, for a pipe: facts, what is wrong, then agents in columns."""
    width = max((len(name) for name, _ in found.facts), default=0)
    for name, word in found.facts:
        yield f"{name:<{width}}  {word.text}  {word.course}".rstrip()
    for part in (found.trouble, tuple(_columns(found)), found.notes):
        yield from ("", *part) if part else ()


def _columns(found: Board) -> Iterator[str]:
    if found.rows:
        table = [HEAD, *([word.text for word in row] for row in found.rows)]
        widths = [max(cells(row[at]) for row in table) for at in range(len(HEAD) - 1)]
        yield from (_aligned(row, widths) for row in table)


def wire(material: Material, now: datetime) -> dict[str, Json]:
    report, lease = material.report, material.lease
    return {
        "v": 1,
        "mode": None if GATE in material.trouble else lease.mode,
        "lease": {"valid_until": lease.valid_until, "seconds_left": _left(material, now)},
        "meta": report.meta.model_dump(mode="json") if report.meta else None,
        "fleet": report.fleet.model_dump(mode="json") if report.fleet else None,
        "agents": {
            name: {
                "stage": row.stage,
                "score": row.score,
                "alpha_30d_bps": row.alpha_30d_bps,
                "e_value": row.evidence.e_value,
                "decision": row.decision,
                "why": row.why,
            }
            for name, row in report.agents.items()
        },
        "trouble": dict(material.trouble),
    }


def _facts(material: Material, now: datetime) -> Iterator[tuple[str, Word]]:
    report = material.report
    known = GATE not in material.trouble
    yield "mode", Word(material.lease.mode if known else "not known", "" if known else "bad")
    yield "lease", _lease(material, now)
    if report.meta:
        yield "severity", Word(report.meta.severity, TONES.get(report.meta.severity, "bad"))
        breach = report.meta.breach
        if breach:
            latched: Tone = "bad" if breach.latched else ""
            words = "latched since" if breach.latched else "released; the last at"
            yield "breach", Word(f"{words} {breach.at}", latched)
    fleet = report.fleet
    if fleet:
        curve = as_text(thinned([one.pnl_bps for one in material.points], CURVE))
        yield "PnL", Word(numbers.bps(fleet.portfolio_pnl_bps), course=curve)
        limit = f"of {numbers.depth(fleet.drawdown_limit_bps)} allowed"
        yield "drawdown", Word(f"{numbers.depth(fleet.portfolio_drawdown_bps)} {limit}")
        cap = (
            f"of {numbers.percent(fleet.regime_cap)} allowed in {fleet.current_regime or 'unknown'}"
        )
        yield "gross", Word(f"{numbers.percent(fleet.gross)} {cap}")


def _lease(material: Material, now: datetime) -> Word:
    left = _left(material, now)
    if left is None:
        return Word("not known" if GATE in material.trouble else "none yet", "bad")
    span = str(timedelta(seconds=abs(left)))
    return Word(f"{span} left", "good") if left > 0 else Word(f"ran out {span} ago", "bad")


def _left(material: Material, now: datetime) -> int | None:
    if GATE in material.trouble or material.lease.sequence == 0:
        return None
    return round((parse(material.lease.valid_until) - now).total_seconds())


def _row(material: Material, name: str, row: AgentRow) -> tuple[Word, ...]:
    asks = f", asks {row.asks}" if row.asks else ""
    return (
        Word(plain(name)),
        Word(plain(row.stage), _tone(row.stage)),
        Word(numbers.score(row.score)),
        Word(numbers.bps(row.alpha_30d_bps)),
        Word(numbers.evidence(row.evidence.e_value)),
        Word(_lately(material, f"{name}/{row.evidence.epoch}")),
        Word(f"{plain(row.decision)}{asks}", "warn" if asks else ""),
        Word(plain(row.why)),
    )


def _lately(material: Material, hypothesis: str) -> str:
    known = [one.e_value for one in material.beliefs.get(hypothesis, ()) if one.e_value]
    return as_text(thinned([log10(value) for value in known], SMALL))


def _notes(material: Material) -> Iterator[str]:
    if material.report.meta is None and not material.trouble:
        yield "Nothing was judged yet: run `governor judge`."
    elif material.report.meta:
        agents = plural(len(material.report.agents), "agent")
        yield f"{agents}, judged at {material.report.generated_at}."


def _order(item: tuple[str, AgentRow]) -> tuple[int, str]:
    name, row = item
    return (-RANK[Stage(row.stage)] if row.stage in list(Stage) else 0), name


def _tone(stage: str) -> Tone:
    if stage not in list(Stage):
        return "bad"
    return "good" if stage in MAY_TRADE else "" if stage in MAY_RUN else "bad"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        pad + text if at in RIGHT else text + pad
        for at, (text, width) in enumerate(zip(row, widths, strict=False))
        for pad in (" " * (width - cells(text)),)
    ]
    return "  ".join([*padded, row[-1]]).rstrip()
