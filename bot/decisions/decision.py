"""Decisions: what becomes of an agent or a strategy class, and the findings that made it so."""

from dataclasses import dataclass
from enum import StrEnum

from bot.decisions.finding import Finding
from bot.words.stage import Stage


class Verb(StrEnum):
    """From the most to the least restrictive; where several rules speak the first one holds."""

    KILL = "KILL"
    RETIRE = "RETIRE"
    DEMOTE = "DEMOTE"
    WATCH = "WATCH"
    HOLD = "HOLD"
    PROMOTE = "PROMOTE"


ORDER = {verb: place for place, verb in enumerate(Verb)}


@dataclass(frozen=True, slots=True)
class Branch:
    """Findings that were judged together, and what they would lead to if they all passed."""

    title: str
    leads_to: Verb
    findings: tuple[Finding, ...]
    advice: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`stage` is what the agent may be from now on; a PROMOTE asks people for `asks`."""

    agent: str
    verb: Verb
    stage: Stage
    why: str
    tree: tuple[Branch, ...] = ()
    asks: Stage | None = None
