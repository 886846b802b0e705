"""The sections that a model may write, or a template does; the same keys everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

SUBJECT = "[IC Weekly] MarketAgents Memo"
TITLES: Mapping[str, str] = {
    "executive_summary": "Executive summary",
    "performance": "Performance",
    "risk": "Risk",
    "what_changed": "What changed",
    "decisions": "Decisions",
    "next_week": "Next week",
}
Prose: TypeAlias = Mapping[str, str]
"""Plain text of each section, in paragraphs that a newline parts."""


@dataclass(frozen=True, slots=True)
class Cut:
    section: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Words:
    """`by` names the model; empty: templates wrote it, and `reason` says why."""

    prose: Prose
    by: str = ""
    reason: str = ""
    cuts: tuple[Cut, ...] = ()
    asked_twice: bool = False
