"""What verdicts rest on, kept in the state: a round then asks only where that has changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands.gating.judging import Court, Verdict
from bot.decisions.fresh import data_fresh
from bot.decisions.merging import Standing
from bot.errors import GovernorError
from bot.policy.risk import Risk
from bot.ports.store import Message, Store
from bot.state.documents import Part, StateFile, load
from bot.state.impact import IMPACTS, KeptImpact
from bot.state.put import PutDocument
from bot.state.verdicts import VERDICTS, Kept
from bot.words.canonical import Json, digest
from bot.words.instant import parse


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where they are kept. What cannot be read or written is found again: nothing rests on it."""

    store: Callable[[], Store]

    def known(self) -> Mapping[str, Kept]:
        try:
            return load(self.store().tree(), VERDICTS).pulls
        except GovernorError:
            return {}

    def tried(self) -> Mapping[str, KeptImpact]:
        try:
            return load(self.store().tree(), IMPACTS).pulls
        except GovernorError:
            return {}

    def keep(self, pulls: Mapping[str, Kept]) -> None:
        self._put(VERDICTS, pulls, "Keep what verdicts rest on")

    def keep_tried(self, pulls: Mapping[str, KeptImpact]) -> None:
        self._put(IMPACTS, pulls, "Keep what changes of policy would have done")

    def _put(self, file: StateFile[Any], pulls: Mapping[str, Part], subject: str) -> None:
        body = {"pulls": {name: one.model_dump(mode="json") for name, one in pulls.items()}}
        try:
            self.store().commit([PutDocument(file.pattern, file.version, body)], Message(subject))
        except GovernorError:
            return


@dataclass(frozen=True, slots=True)
class Basis:
    """What verdicts rest on now: this commit of the base, and the fleet by its rules."""

    court: Court
    base: str

    def of(self, *, raises: bool, names: tuple[str, ...]) -> str:
        """Digest it; empty where nobody can tell, and so never what it was before."""
        if not raises:
            return self.base
        rules = self.court.library.policy_at(self.base)
        try:
            found = self.court.judge(rules) if rules else None
        except GovernorError:
            return ""
        return digest([self.base, _fleet(found, rules.risk, names)]) if rules and found else ""

    def kept(self, verdict: Verdict) -> Kept | None:
        """Say what a verdict that was just set rests on; None where it may not last."""
        grounds, subject = verdict.grounds, verdict.subject
        if grounds is None or subject.base_sha != self.base:
            return None
        return Kept(
            head=subject.sha,
            approved=verdict.ruling.approved,
            title=verdict.check.title,
            basis=self.of(raises=grounds.raises, names=grounds.names),
            raises=grounds.raises,
            names=grounds.names,
        )


def _fleet(found: Standing, risk: Risk, names: tuple[str, ...]) -> list[Json]:
    meta, agents = found.report.meta, found.report.agents
    newest = parse(meta.newest_price) if meta and meta.newest_price else None
    rows = [agents.get(name) for name in names]
    return [
        found.latched,
        data_fresh(newest, found.now, risk).passed,
        [[row.decision, row.asks, row.why] if row else None for row in rows],
    ]
