"""Decisions: what becomes of an agent or a strategy class, and the findings that made it so."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.decisions.finding import Finding
from bot.words.stage import RANK, Stage


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
    """Findings that were judged together, and what they would lead to if they all passed.

    `stage` is where they would put the agent, `cause` the name under which its record keeps that.
    """

    title: str
    leads_to: Verb
    findings: tuple[Finding, ...]
    advice: bool = False
    stage: Stage | None = None
    cause: str = ""

    @property
    def holds(self) -> bool:
        return bool(self.findings) and all(finding.passed for finding in self.findings)

    @property
    def closes_epoch(self) -> bool:
        """Tell whether what was shown so far counts no more; a quarantine leaves it as it was."""
        return bool(self.cause) and self.stage is not Stage.QUARANTINED


Tree: TypeAlias = Sequence[Branch]


@dataclass(frozen=True, slots=True)
class Decision:
    """`stage` is what the agent may be from now on; a PROMOTE asks people for `asks`."""

    agent: str
    verb: Verb
    stage: Stage
    why: str
    tree: tuple[Branch, ...] = ()
    asks: Stage | None = None


def lowering(tree: Tree) -> list[Branch]:
    """Give the branches that speak against the agent, the most restrictive first."""
    against = [one for one in tree if one.leads_to is not Verb.PROMOTE and not one.advice]
    return sorted((one for one in against if one.holds), key=_restriction)


def own_cause(tree: Tree) -> Branch | None:
    """Give the branch that the agent's own record keeps; what a switch does, the switch keeps."""
    return next((one for one in lowering(tree) if one.cause), None)


def may_rise(tree: Tree) -> bool:
    """Tell whether nothing speaks against a rise, and everything that is asked for is there."""
    asked = [one for one in tree if one.leads_to is Verb.PROMOTE and not one.advice]
    return bool(asked) and all(one.holds for one in asked) and not lowering(tree)


def decisive(tree: Tree, stage: Stage) -> Branch | None:
    """Give the branch that decides: the most restrictive of those that change where it stands."""
    against = lowering(tree)
    told = (one for one in against if one.stage is None or RANK[one.stage] < RANK[stage])
    return next(told, None)


def _restriction(branch: Branch) -> tuple[int, int]:
    return ORDER[branch.leads_to], RANK[branch.stage or Stage.LIVE]
