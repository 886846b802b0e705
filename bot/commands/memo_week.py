"""What the state tells of the last seven days: the audit record and the book."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from math import fsum

from bot.effects.memo.week import Act, Change, Week
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.files import newest_first
from bot.state.tree import Tree
from bot.stats.days import DayRecord
from bot.stats.kept import day_records
from bot.words.canonical import Json
from bot.words.instant import DAY, day_of

DAYS = 7


def week_of(tree: Tree, now: datetime) -> Week:
    since = now - DAYS * DAY
    entries = [one for one in _entries(tree, since) if one.at <= now]
    records = dict(day_records(tree, [day_of(since + nth * DAY) for nth in range(DAYS)]))
    return Week(
        since=day_of(since),
        until=day_of(now),
        days=len(records),
        bps=fsum(one.book.bps for one in records.values()) if records else None,
        made=_made(list(records.values())),
        changes=tuple(filter(None, map(_change, entries))),
        acts=tuple(filter(None, map(_act, entries))),
        breaches=tuple(sorted({day_of(one.at) for one in entries if "breach" in one.body})),
        policy_changes=sum(one.kind is Kind.POLICY for one in entries),
    )


def _entries(tree: Tree, since: datetime) -> Iterator[Entry]:
    """Give them oldest first."""
    return reversed(list(takewhile(lambda one: one.at >= since, newest_first(tree))))


def _made(records: Sequence[DayRecord]) -> Mapping[str, float]:
    made: dict[str, float] = {}
    for record in records:
        for (agent, _), part in record.book.parts.items():
            made[agent] = made.get(agent, 0.0) + part
    return made


def _change(entry: Entry) -> Change | None:
    before, after = _stage(entry.body.get("from")), _stage(entry.body.get("to"))
    if entry.kind is not Kind.DECISION or not before or not after or before == after:
        return None
    return Change(day_of(entry.at), entry.subject.removeprefix("agent:"), before, after)


def _stage(part: Json) -> str:
    stage = part.get("stage") if isinstance(part, Mapping) else None
    return stage if isinstance(stage, str) else ""


def _act(entry: Entry) -> Act | None:
    if entry.kind is not Kind.HUMAN:
        return None
    act, target, reason = (str(entry.body.get(key, "")) for key in ("act", "target", "reason"))
    target = (target or entry.subject).removeprefix("agent:")
    return Act(day_of(entry.at), entry.actor, act or "a button", target, reason)
