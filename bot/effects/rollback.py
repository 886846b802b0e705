"""Which merged pull requests a breach undoes, and what a person asks to be undone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from bot.decisions.breach import CAUSE, latches
from bot.effects.effect import PullKind
from bot.effects.marker import Mark, mark
from bot.effects.planning.wish import LABELS
from bot.effects.planning.wish import branch_of as kind_branch
from bot.state.fleet import BreachEntry, Fleet
from bot.state.kill_switch import ALL, KillSwitch
from bot.words.canonical import Json
from bot.words.instant import parse

PROMOTED, SCAFFOLDED = kind_branch(PullKind.PROMOTE, ""), kind_branch(PullKind.SCAFFOLD, "")
BRANCH = re.compile(r"governor/(?P<what>promote|scaffold)/(?P<agent>.+)")
LABEL = LABELS[PullKind.ROLLBACK]


@dataclass(frozen=True, slots=True)
class Rise:
    """A merged pull request of the bot that promoted an agent, or scaffolded it into the fleet."""

    pull: int
    agent: str
    scaffolded: bool
    merged_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's wish to undo a pull request; `title` is that request's."""

    by: str
    reason: str
    title: str


@dataclass(frozen=True, slots=True)
class Rollback:
    """One pull request to undo: for a breach, after a person asked, or both."""

    kind: ClassVar[str] = "rollback"
    pull: int
    rise: Rise | None = None
    breach: BreachEntry | None = None
    asked: Asked | None = None

    @property
    def key(self) -> str:
        return f"rollback/{self.pull}"

    @property
    def branch(self) -> str:
        return branch_of(self.pull)

    @property
    def mark(self) -> Mark:
        return mark(self.key, self.wire())

    def wire(self) -> Mapping[str, Json]:
        return {
            "pull": self.pull,
            "agent": self.rise.agent if self.rise else None,
            "breach": self.breach.model_dump(mode="json") if self.breach else None,
            "asked_by": self.asked.by if self.asked else None,
            "reason": self.asked.reason if self.asked else None,
        }


def branch_of(pull: int) -> str:
    return kind_branch(PullKind.ROLLBACK, str(pull))


def rising_branches(agents: Iterable[str]) -> list[str]:
    """Name the branches by which these agents can have risen."""
    return [f"{start}{agent}" for agent in agents for start in (PROMOTED, SCAFFOLDED)]


def rise_of(pull: int, branch: str, merged_at: datetime) -> Rise | None:
    """Read who rose by a pull request of the bot's own from the name of its branch."""
    found = BRANCH.fullmatch(branch)
    if found is None:
        return None
    return Rise(pull, found["agent"], found["what"] == "scaffold", merged_at)


def unreleased(fleet: Fleet, switches: KillSwitch) -> Sequence[BreachEntry]:
    """List the breaches that no person has released yet."""
    if not latches(switches):
        return ()
    held = switches.switch(ALL).holds
    return [entry for entry in fleet.breaches if f"{CAUSE}{entry.at}" in held]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a breach undoes merges.

    It kills for a rise within the lookback, and an agent rises when a judgement takes up what was
    merged: that may be `late`. So the last merge of an agent counts for that much longer.
    """

    lookback: timedelta
    late: timedelta = timedelta()


def rollbacks(
    breaches: Sequence[BreachEntry], rises: Iterable[Rise], reach: Reach
) -> Sequence[Rollback]:
    """Undo every rise that a breach killed for, the newest first, each once.

    A fall that nobody had risen into pauses the fleet and undoes no merge.
    """
    known = list(rises)
    found = {one.pull: one for entry in breaches for one in _for(entry, known, reach)}
    return [found[pull] for pull in sorted(found, reverse=True)]


def _for(entry: BreachEntry, rises: Iterable[Rise], reach: Reach) -> Iterator[Rollback]:
    begin = parse(entry.at) - reach.lookback
    for agent in entry.killed:
        own = [one for one in rises if one.agent == agent]
        last = max((one.merged_at for one in own), default=begin)
        for one in own:
            if one.merged_at >= begin or last == one.merged_at >= begin - reach.late:
                yield Rollback(one.pull, one, entry)
