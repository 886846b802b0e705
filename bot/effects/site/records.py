"""The audit record as rows that people read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.effects.numbers import depth
from bot.state.audit.entry import Entry, Kind
from bot.words.instant import render

SHOWN_KINDS = frozenset({Kind.DECISION, Kind.HUMAN, Kind.POLICY, Kind.GENESIS})
SHORT = 12


@dataclass(frozen=True, slots=True)
class Record:
    seq: int
    at: str
    kind: str
    actor: str
    subject: str
    what: str
    why: str
    policy: str


def records(entries: Iterable[Entry]) -> list[Record]:
    """Give the newest first; the digests of quiet cycles are only counted."""
    shown = [_record(one) for one in entries if one.kind in SHOWN_KINDS]
    return sorted(shown, key=lambda one: one.seq, reverse=True)


def of_agent(found: Iterable[Record], name: str) -> list[Record]:
    return [one for one in found if one.subject == name and one.kind != Kind.POLICY]


def _record(entry: Entry) -> Record:
    what, why = _said(entry)
    digest = entry.policy_digest[:SHORT]
    kind = entry.kind.value
    return Record(entry.seq, render(entry.at), kind, entry.actor, entry.subject, what, why, digest)


def _said(entry: Entry) -> tuple[str, str]:
    body = entry.body
    if entry.kind is Kind.GENESIS:
        return "the record begins", ""
    if entry.kind is Kind.POLICY:
        by = f", by {_text(body, 'by')}" if _text(body, "by") else ""
        return f"other policies in force: {_text(body, 'new')[:SHORT]}{by}", ""
    if entry.kind is Kind.HUMAN:
        return f"{_text(body, 'act')} {_text(body, 'target')}", _text(body, "reason")
    if "breach" in body:
        return "breach", _breach(body)
    return f"{_standing(body.get('from'))} → {_standing(body.get('to'))}", _text(body, "why")


def _breach(body: Mapping[str, object]) -> str:
    lists = [body.get(name) for name in ("killed", "quarantined", "demoted")]
    named = [str(name) for found in lists if isinstance(found, list) for name in found]
    who = f"; stopped: {', '.join(named)}" if named else ""
    fell, limit = (_depth(body.get(name)) for name in ("drawdown_bps", "limit_bps"))
    return f"the book fell by {fell}, the limit is {limit}{who}"


def _depth(found: object) -> str:
    return depth(found if isinstance(found, int | float) else None)


def _standing(found: object) -> str:
    if isinstance(found, Mapping):
        asks = f", asks {found['asks']}" if found.get("asks") else ""
        return f"{found.get('stage', '?')} ({found.get('verb', '?')}{asks})"
    return str(found) if found else "new"


def _text(body: Mapping[str, object], name: str) -> str:
    found = body.get(name)
    return found if isinstance(found, str) else ""
