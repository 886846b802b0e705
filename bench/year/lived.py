"""A repository that is governed: real takings-in, settlements, judgements and commits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from bench.year.fleet import SLOT, VERSIONS, said, write_policies
from bench.year.market import FormulaMemory, FormulaVenue
from bot.adapters.git import Git
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.patience import Patience
from bot.adapters.policies import policy_texts
from bot.adapters.private_clone import Signature
from bot.adapters.remote import Remote
from bot.commands.admission import Admission, tolerance_of
from bot.commands.ingest import ingest
from bot.commands.judge import Bench, Slot, judge
from bot.commands.reconcile import MarketData, reconcile
from bot.decisions.why import MACHINE
from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.ports.store import Message
from bot.state.audit import files, head
from bot.state.audit.entry import seal
from bot.state.audit.note import PolicySource, Witness, fields_of
from bot.state.audit.notes import cycle_digest
from bot.state.slots import CYCLE, AdvanceSlot, Slots
from bot.state.tree import Append, Tree, Write
from bot.wiring.stores import Genesis
from bot.words.canonical import Json, digest, digest_bytes, encode
from bot.words.instant import DAY, day_of, render, to_ms
from tests.fakes.output import HeardOutput

BRANCH = "governor-state"
FILLED = "filled"  # what stands for a cycle that was not run


@dataclass(frozen=True, slots=True)
class Dated(Signature):
    """Commits as of a moment of the year, not of today."""

    at: str = ""

    def environment(self) -> Mapping[str, str]:
        dates = {"GIT_AUTHOR_DATE": self.at, "GIT_COMMITTER_DATE": self.at}
        return {**Signature.environment(self), **dates}


@dataclass(frozen=True, slots=True)
class Text:
    data: bytes
    name: str = "agents.jsonl"

    @property
    def size(self) -> int:
        return len(self.data)

    def blocks(self) -> Iterator[bytes]:
        yield self.data


@dataclass(frozen=True, slots=True)
class Filled:
    """Events and entries of the record, byte for byte as the cycles of these slots leave them."""

    policy: str
    slots: tuple[datetime, ...]
    kind: ClassVar[str] = "filled"

    def apply(self, tree: Tree) -> Iterator[Write]:
        for slot in self.slots:
            heard, day = said(slot), day_of(slot)
            yield Append(f"state/events/signals/{day}.jsonl", _lines(heard.signals))
            yield Append(f"state/events/telemetry/{day}.jsonl", _lines(heard.runs))
        yield from self._record(tree)

    def wire(self) -> Mapping[str, Json]:
        return {}

    def _record(self, tree: Tree) -> Iterator[Write]:
        newest = files.recent(tree, 1)
        if not newest:
            return
        seq, prev, path = newest[0].seq, newest[0].hash, max(files.paths(tree))
        for slot in self.slots:
            bare = {**self._entry(slot), "seq": (seq := seq + 1), "prev": prev}
            yield Append(path := files.path_for(slot, path), seal(bare) + b"\n")
            prev = digest_bytes(encode(bare))

    def _entry(self, slot: datetime) -> dict[str, Json]:
        heads = {"report": digest(render(slot)), "filled_at": render(slot)}
        witness = Witness(slot, MACHINE, PolicySource(self.policy), "bench")
        return fields_of(witness, cycle_digest(FILLED, Slots((slot,)), slot, heads))


def _lines(events: Sequence[Signal] | Sequence[Telemetry]) -> bytes:
    return b"".join(one.line() for one in events)


class Repo:
    """`folder/repo` is the fleet's repository, `folder/bare.git` what the server holds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.repo, self.bare = folder, folder / "repo", folder / "bare.git"
        if not self.bare.exists():
            self._found()
        policy, problems = read(policy_texts(self.repo))
        assert policy is not None, problems
        self.policy = policy

    def cycle(self, slot: datetime) -> None:
        """Do what a scheduled run does at its slot: take in, settle, judge."""
        store, out = self.store(slot), HeardOutput()
        admission = Admission(tolerance_of(self.policy.governor.events), VERSIONS)
        ingest(store, out, [Text(said(slot).lines)], slot, admission)
        market = MarketData([FormulaVenue()], FormulaMemory(to_ms(slot)))
        reconcile(store, market, out, terms_of(self.policy), slot)
        bench = Bench(store, out, self.policy, self._witness(slot), VERSIONS, str(to_ms(slot)))
        judge(bench, Slot(slot, job=CYCLE, also=(AdvanceSlot(CYCLE, slot, slot),)))

    def stretch(self, first: datetime, days: int) -> None:
        """Take days in whole, but settle and judge only once, as the last of them ends.

        The record has its entry for each slot, so that the branch holds what 48 cycles leave there.
        """
        *early, last = [first + number * SLOT for number in range(1, days * DAY // SLOT + 1)]
        filled = Filled(self.policy.digest, tuple(early))
        self.store(last).commit([filled], Message("Ingest events"))
        self.cycle(last)

    def whole_day(self, day: datetime) -> None:
        for number in range(1, DAY // SLOT + 1):
            self.cycle(day + number * SLOT)

    def store(self, at: datetime) -> GitStore:
        remote = Remote(str(self.bare), str(self.bare), "")
        habits = Habits(Dated(at=render(at)), head.trailers, Patience(alone=True), 600.0)
        return GitStore(remote, BRANCH, self.folder / "clone", Genesis(), habits)

    def _witness(self, slot: datetime) -> Witness:
        return Witness(slot, MACHINE, PolicySource(self.policy.digest), "bench")

    def _found(self) -> None:
        self.repo.mkdir(parents=True)
        write_policies(self.repo)
        git = Git(self.repo, Signature().environment())
        git.run("init", "--quiet", "-b", "main")
        git.run("add", "policies")
        git.run("commit", "--quiet", "--message", "Found the fleet")
        git.run("init", "--quiet", "--bare", str(self.bare))
        Git(self.bare).run("config", "uploadpack.allowFilter", "true")
        git.run("remote", "add", "origin", str(self.bare))
        git.run("push", "--quiet", "origin", "main")
