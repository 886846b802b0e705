"""Past decisions that moved an agent, and the rule each rested on, as the audit record has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.decision import ORDER, Verb
from bot.decisions.finding import Outcome
from bot.state.audit.entry import Entry, Kind
from bot.words.canonical import Json
from bot.words.instant import day_of
from bot.words.stage import MAY_TRADE, RANK, Stage

BY_PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Move:
    """`traded` tells whether the agent was above shadow until then, `trades` whether it is now."""

    day: str
    agent: str
    rises: bool
    traded: bool
    trades: bool
    rule: str


def moves(entries: Iterable[Entry]) -> Iterator[Move]:
    """Read what is on record."""
    for entry in entries:
        before, after = (_stage(entry.body.get(key)) for key in ("from", "to"))
        if entry.kind is Kind.DECISION and before is not None and after is not None:
            change = Change(entry.at, entry.subject, before, after)
            yield from moved(change, entry.body.get("tree"))


@dataclass(frozen=True, slots=True)
class Change:
    """Where an agent stood, and where a decision led it."""

    at: datetime
    agent: str
    before: Stage
    after: Stage


def moved(change: Change, tree: Json) -> Iterator[Move]:
    """Give the move, if it is one: to stay is none, nor is to be lifted no higher than shadow."""
    before, after = change.before, change.after
    rises = RANK[after] > RANK[before]
    if after is before or (rises and after not in MAY_TRADE):
        return
    rule = f"rise to {after}" if rises else _rule(tree)
    traded, trades = before in MAY_TRADE, after in MAY_TRADE
    yield Move(day_of(change.at), change.agent, rises, traded, trades, rule)


def _stage(part: Json) -> Stage | None:
    stage = part.get("stage") if isinstance(part, Mapping) else None
    return Stage(stage) if stage in tuple(Stage) else None


def _rule(tree: Json) -> str:
    """Name the rule of the most restrictive branch that held; where none did it was people."""
    held = sorted((one for one in _mappings(tree) if _holds(one)), key=_restriction)
    return str(_mappings(held[0].get("findings"))[0].get("rule")) if held else BY_PEOPLE


def _holds(branch: Mapping[str, Json]) -> bool:
    findings = _mappings(branch.get("findings"))
    speaks = branch.get("leads_to") in set(Verb) - {Verb.PROMOTE} and not branch.get("advice")
    return speaks and bool(findings) and all(one.get("outcome") == Outcome.PASS for one in findings)


def _restriction(branch: Mapping[str, Json]) -> int:
    return ORDER[Verb(str(branch["leads_to"]))]


def _mappings(part: Json) -> Sequence[Mapping[str, Json]]:
    listed = part if isinstance(part, Sequence) and not isinstance(part, str) else ()
    return [one for one in listed if isinstance(one, Mapping)]
