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
from bot.state.documents import Document, StateFile, load
from bot.state.impact import IMPACTS, Impacts
from bot.state.put import PutDocument
from bot.state.verdicts import VERDICTS, Kept, Verdicts
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

    def tried(self) -> Impacts:
        try:
            return load(self.store().tree(), IMPACTS)
        except GovernorError:
            return Impacts()

    def keep(self, pulls: Mapping[str, Kept]) -> None:
        self._put(VERDICTS, Verdicts(pulls=dict(pulls)), "Keep what verdicts rest on")

    def keep_tried(self, found: Impacts) -> None:
        self._put(IMPACTS, found, "Keep what changes of policy would have done")

    def _put(self, file: StateFile[Any], document: Document, subject: str) -> None:
        body = document.model_dump(mode="json", exclude={"v"})
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
