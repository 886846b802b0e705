"""governor judge over a store in memory: what a judgement commits, and what it leaves alone."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.adapters.ed25519 import Ed25519Signer
from bot.commands.judge import Bench, explained, judge
from bot.commands.leasing import Sign
from bot.errors import BadUsage, CorruptState
from bot.sdk.lease import Lease
from bot.sdk.lease_reading import read_lease
from bot.sdk.signature import signed
from bot.state import registry
from bot.state.audit.note import PolicySource, Witness
from bot.state.classic import CLASSIC, Classic
from bot.state.documents import decode, known, put
from bot.state.evidence import EVIDENCE, checkpoint_path, day_path
from bot.state.fleet import FLEET
from bot.state.lease import GATE
from bot.state.report.report import REPORT, Report
from bot.words.canonical import encode_page
from bot.words.instant import DAY, HOUR, render
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.stats.world import BEGIN, World, world

KNOWN = world(days=2)
NOW = BEGIN + 2 * DAY + timedelta(minutes=40)
AUDIT, BOOK = "state/audit/2026-03.jsonl", "state/book/2026-03-04.jsonl"
SOON = timedelta(minutes=1)
KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass
class Run:
    """One repository over several judgements."""

    known: World = KNOWN
    code: Mapping[str, str] = field(default_factory=dict)
    sign: Sign | None = None
    out: HeardOutput = field(default_factory=HeardOutput)

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.known.tree(NOW).files)

    def bench(self, now: datetime) -> Bench:
        self.out = HeardOutput()
        witness = Witness(now, "governor", PolicySource("0" * 64), "test")
        return Bench(self.store, self.out, self.known.policy, witness, self.code, "7", self.sign)

    def judge(self, now: datetime = NOW) -> set[str]:
        """Judge, and name the files that changed."""
        before = dict(self.files)
        assert judge(self.bench(now)) == 0
        return {path for path in self.files if self.files[path] != before.get(path)}

    @property
    def files(self) -> dict[str, bytes]:
        return self.store.now.files

    def notes(self, kind: str) -> list[str]:
        entries = map(json.loads, self.files[AUDIT].splitlines())
        return [entry["subject"] for entry in entries if entry["kind"] == kind]


@pytest.fixture
def run() -> Run:
    return Run()


def test_everything_that_changed_is_one_commit(run: Run) -> None:
    days = ["2026-03-02", "2026-03-03"]
    assert run.judge() >= {
        EVIDENCE.pattern,
        REPORT.pattern,
        GATE.pattern,
        FLEET.pattern,
        AUDIT,
        *map(day_path, days),
        *map(checkpoint_path, ["2026-03-03", "2026-03-04"]),
    }
    assert [message.subject for message in run.store.messages] == ["Judge 3 agents"]
    assert run.out.published == {"severity": "low"}
    assert run.out.results[0]["changed"] is True


def test_a_second_judgement_renews_the_lease_and_says_that_it_was_there(run: Run) -> None:
    run.judge()
    assert run.judge() <= {GATE.pattern}
    assert run.judge(NOW + SOON) == {GATE.pattern, AUDIT}
    assert run.judge(NOW + 2 * SOON) == {GATE.pattern, AUDIT}
    assert run.out.summaries == []


def test_each_decision_is_recorded_once(run: Run) -> None:
    for minutes in range(3):
        run.judge(NOW + minutes * SOON)
    assert sorted(run.notes("decision")) == sorted(KNOWN.names)
    assert run.notes("digest") == ["judge"] * 3


def test_nobody_writes_into_documents_that_others_read_too(run: Run) -> None:
    """They are decoded once for all readers, and what is frozen may hold a dict."""
    run.judge()
    read = [(path, data, registry.file_for(path)) for path, data in run.files.items()]
    documents = [(path, data, file) for path, data, file in read if file and file.format == "json"]
    shared = [known(*each) for each in documents]
    run.judge(NOW + HOUR)
    explained(run.bench(NOW + HOUR), "agent-1")
    assert len(documents) > 5
    assert shared == [decode(*each) for each in documents]


def test_stale_prices_leave_the_lease(run: Run) -> None:
    run.judge()
    lease = run.files[GATE.pattern]
    run.judge(NOW + 4 * HOUR)
    assert run.files[GATE.pattern] == lease
    assert run.out.published == {"severity": "critical"}


def test_what_is_explained_is_not_written(run: Run) -> None:
    before = dict(run.files)
    assert explained(run.bench(NOW), "agent-1") == 0
    assert run.files == before
    assert run.out.said[0].startswith("agent-1  (class-1, epoch 1)")
    assert run.out.results[0]["agent"] == "agent-1"


def test_who_is_explained_under_new_code_is_told_that_it_begins_anew(run: Run) -> None:
    run.code = {"agent-0": "a" * 64}
    explained(run.bench(NOW), "agent-0")
    assert run.out.warned == []
    run.judge()
    explained(run.bench(NOW), "agent-0")
    assert run.out.warned == []
    run.code = {"agent-0": "b" * 64}
    explained(run.bench(NOW), "agent-1")
    assert run.out.warned == []
    explained(run.bench(NOW), "agent-0")
    assert "begins a fresh epoch" in run.out.warned[0]


@pytest.mark.parametrize("name", ["nobody", "", "agent-1 "])
def test_only_who_is_registered_is_explained(run: Run, name: str) -> None:
    with pytest.raises(BadUsage, match="no such agent is registered"):
        explained(run.bench(NOW), name)


def test_other_code_begins_a_fresh_epoch_before_it_is_judged(run: Run) -> None:
    run.code = {"agent-0": "a" * 64}
    run.judge()
    run.code = {"agent-0": "b" * 64}
    run.judge(NOW + SOON)
    table = json.loads(run.files[EVIDENCE.pattern])["hypotheses"]
    assert table["agent-0/1"]["until"] == render(NOW + SOON)
    assert table["agent-0/2"]["fingerprint"] == "b" * 64
    assert "Note the code of 1 agent" in [message.subject for message in run.store.messages]


def test_an_older_moment_changes_nothing_that_was_judged_later(run: Run) -> None:
    run.judge()
    before = dict(run.files)
    assert run.judge(NOW - DAY) == {AUDIT}
    findings = json.loads(before[REPORT.pattern])["agents"]["agent-0"]["findings"]
    assert findings
    assert run.files[GATE.pattern] == before[GATE.pattern]


def test_an_older_moment_is_no_reason_to_rise(run: Run) -> None:
    run.judge()
    explained(run.bench(NOW - SOON), "agent-0")
    (older,) = (line for line in run.out.said[0].splitlines() if "├ ✗ older slot" in line)
    assert older.endswith("1   ≤ 0")


def test_the_lease_is_signed_for_whoever_holds_the_other_half(run: Run) -> None:
    run.sign = Ed25519Signer(KEY, "a test").sign
    run.judge()
    lease = read_lease(run.files[GATE.pattern])
    assert isinstance(lease, Lease)
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    assert signed(lease, public) is True
    assert signed(lease, base64.b64encode(bytes(range(1, 33))).decode()) is not True


@pytest.mark.parametrize(
    "path",
    [
        EVIDENCE.pattern,
        GATE.pattern,
        REPORT.pattern,
        "state/decisions.json",
        "state/evidence/2026-03-04.json",
        "state/days/2026-03-03.json",
        "state/ledger/marks/2026-03-03.jsonl",
    ],
)
def test_a_damaged_file_stops_before_anything_is_written(run: Run, path: str) -> None:
    run.judge()
    run.files[path] = run.files[path][:-9]
    before = dict(run.files)
    with pytest.raises(CorruptState, match=path):
        judge(run.bench(NOW + SOON))
    assert run.files == before


def test_an_agent_without_its_parent_is_told_of(run: Run) -> None:
    bench = run.bench(NOW)
    orphan, *others = bench.policy.agents.agents
    agents = (orphan.model_copy(update={"parent": "nobody"}), *others)
    registry = bench.policy.agents.model_copy(update={"agents": agents})
    assert judge(replace(bench, policy=replace(bench.policy, agents=registry))) == 0
    assert [problem.value for problem in run.out.found] == ["nobody"]


def test_the_scorecard_is_made_once_a_day_and_no_decision_reads_it(run: Run) -> None:
    run.judge()
    report = json.loads(run.files[REPORT.pattern])
    assert report["scorecard"]["until"] == "2026-03-03"
    twin = Run()
    twin.store.now.files.update(run.files)
    told = {**report["scorecard"], "book_bps": 12345.0}
    forged = {**report, "scorecard": told}
    twin.store.now.files[REPORT.pattern] = encode_page(forged, Report.depth)
    run.judge(NOW + SOON)
    twin.judge(NOW + SOON)
    assert json.loads(twin.files[REPORT.pattern])["scorecard"] == told
    same = run.files.keys() - {REPORT.pattern, AUDIT}
    assert {path: twin.files[path] for path in same} == {path: run.files[path] for path in same}
    old = {**report, "scorecard": {**told, "until": "2026-03-02"}}
    twin.store.now.files[REPORT.pattern] = encode_page(old, Report.depth)
    twin.judge(NOW + 2 * SOON)
    assert json.loads(twin.files[REPORT.pattern])["scorecard"] == report["scorecard"]


def test_the_scorecard_is_made_anew_when_the_classic_set_was_replayed(run: Run) -> None:
    run.judge()
    before = json.loads(run.files[REPORT.pattern])["scorecard"]
    assert before["classic"]["total"] is None
    made = Classic(key="1", since="2026-02-01", until="2026-03-03", book_bps={})
    run.store.now.files[CLASSIC.pattern] = put(CLASSIC.pattern, made).data
    run.judge(NOW + SOON)
    found = json.loads(run.files[REPORT.pattern])["scorecard"]
    assert (found["classic"]["key"], found["classic"]["days"]) == ("1", 2)
    assert found["classic"]["total"]["decisions"] == 0
    assert {**found, "classic": 0} == {**before, "classic": 0}


def test_a_damaged_replay_of_the_classic_set_keeps_nobody_from_a_judgement(run: Run) -> None:
    run.store.now.files[CLASSIC.pattern] = b"{"
    run.judge()
    told = json.loads(run.files[REPORT.pattern])["scorecard"]["classic"]
    assert "state/classic.json" in told["why"]
    assert told["total"] is None
