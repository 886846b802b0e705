"""A merged edit of the policies: what it stops at once, what is recorded, and what is refused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.enforce import enforce, push_from
from bot.commands.enforcing.kills import Entry, entries_of, killed_by
from bot.commands.enforcing.office import Office
from bot.commands.enforcing.push import Push, push_of
from bot.commands.gate import GateKeeper
from bot.decisions.merging import Standing
from bot.effects.merge_check import NAME
from bot.errors import BadUsage
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull
from bot.ports.store import Message
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Entry as Recorded
from bot.state.audit.entry import Kind
from bot.state.audit.note import Note, PolicySource, Witness
from bot.state.audit.verify import verify
from bot.state.documents import load, put
from bot.state.lease import GATE, Caps, Killed, Lease
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.adapters.forge.conftest import face, founded, github, local, local_forge, world
from tests.adapters.forge.world import World
from tests.commands.test_leasing import entry
from tests.effects.reports import usual
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.policy.shipped import texts
from tests.state.audit.writing import entries

__all__ = ["face", "founded", "github", "local", "local_forge", "world"]
AGENTS, KILLS, LIMITS = "policies/agents.yml", "policies/kill_list.yml", "policies/risk.yml"
GOVERNOR = "policies/governor.yml"
REGISTRY = """\
v: 1
agents:
  - {name: anchor-sol, strategy_class: carry, version: a, stage: canary, owner: kim}
  - {name: tide-btc, strategy_class: momentum, version: c, stage: live, owner: kim}
"""
NOBODY = "v: 1\nagents: []\n"
KILL = "v: 1\nagents:\n  - {name: tide-btc, reason: odd fills, by: kim}\n"
BASE = {path: data.decode() for path, data in texts().items()} | {
    AGENTS: REGISTRY,
    KILLS: NOBODY,
    GOVERNOR: texts()[GOVERNOR].decode().replace("mode: shadow", "mode: live", 1),
}
LOOSER = BASE[LIMITS].replace("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 300")
NOW = parse("2027-01-01T12:00:00.000Z")
LATENCY = timedelta(seconds=41)
UNKNOWN = Push()
LEASE = Lease(
    v=1,
    mode="live",
    generated_at="2027-01-01T11:30:00.000Z",
    valid_until="2027-01-01T13:00:00.000Z",
    sequence=41,
    agents={"tide-btc": entry("momentum", Stage.LIVE), "anchor-sol": entry("carry", Stage.CANARY)},
    caps=Caps(gross=1.0, symbol=0.4),
)


@dataclass(slots=True)
class Fleet:
    """A default branch that people merge into, and an office that enforces what they merged."""

    world: World
    store: MemoryStore = field(
        default_factory=lambda: MemoryStore({GATE.pattern: put(GATE.pattern, LEASE).data})
    )
    output: HeardOutput = field(default_factory=HeardOutput)
    branches: list[str] = field(default_factory=list)
    merges: int = 0

    def put(self, files: dict[str, str | None], branch: str = "main") -> str:
        head = self.world.bot.branch_head(branch)
        made = [FileChange(p, None if t is None else t.encode()) for p, t in files.items()]
        start = head or self.world.main()
        return self.world.owner.commit_files(branch, start, made, f"Change {branch}", head).sha

    def merge(self, files: dict[str, str], method: MergeMethod = MergeMethod.SQUASH) -> Push:
        """Merge a pull request, and give the push that GitHub tells of."""
        self.merges += 1
        name, before = f"change-{self.merges}", self.world.main()
        for path, text in files.items():
            self.put({path: text}, name)
        pull = self.world.owner.open_pull(NewPull(f"Edit {name} @kim", name, "main"))
        self.world.owner.merge_pull(pull.number, method, pull.head_sha)
        return Push(before, self.world.main(), "main")

    def enforce(self, push: Push = UNKNOWN, *, after: timedelta = LATENCY) -> int:
        committed = self.world.bot.commit(self.world.main()).committed_at
        self.output = HeardOutput()

        @contextmanager
        def forge() -> Iterator[Forge]:
            yield self.world.bot

        def judge(_: Policy) -> Standing:
            return Standing(usual(), "", NOW)

        def store(state: object) -> MemoryStore:
            self.branches.append(getattr(state, "branch", ""))
            return self.store

        keeper = GateKeeper(forge, judge, self.output)
        now = committed + after
        office = Office(self.output, self.world.bot, store, keeper, lambda: now, "kim", "0.1.0")
        return enforce(office, push)

    @property
    def lease(self) -> Lease:
        return load(self.store.tree(), GATE)

    def record(self, act: str = "merged-kill") -> list[Recorded]:
        return [one for one in entries(self.store.now) if one.body.get("act") == act]

    def digest(self) -> str:
        found, _ = read(
            {path: self.world.bot.read_file(path, self.world.main()) or b"" for path in BASE}
        )
        assert found
        return found.digest

    def cycle(self) -> None:
        """Record the policies as the next cycle would, in its own words."""
        witness = Witness(NOW, "governor", PolicySource(self.digest(), "", ""), "0.1.0")
        note = Note(Kind.DIGEST, "judge", key=f"digest/{len(entries(self.store.now))}")
        self.store.commit([AppendAudit(witness, (note,))], Message("Judge"))

    def faults(self) -> list[str]:
        files = {p: d for p, d in self.store.now.files.items() if p.startswith("state/audit/")}
        return [one.kind.value for one in verify(files.items(), (), self.digest()).faults]


@pytest.fixture
def fleet(local: World) -> Fleet:
    made = Fleet(local)
    made.put(dict(BASE))
    return made


@pytest.fixture
def both(world: World) -> Fleet:
    """Give the fleet on this disk, and through GitHub's API."""
    made = Fleet(world)
    made.put(dict(BASE))
    return made


def test_a_merged_kill_is_in_the_lease_and_acknowledged_with_its_latency(both: Fleet) -> None:
    push = both.merge({KILLS: KILL})
    assert both.enforce(push) == 0
    assert both.lease.killed == Killed(agents=["tide-btc"])
    assert set(both.lease.agents) == {"anchor-sol"}
    (one,) = both.record()
    assert (one.kind, one.actor, one.subject) == (Kind.HUMAN, "kim", "agent:tide-btc")
    assert one.body["latency_seconds"] == 41.0
    assert (one.body["commit"], one.body["reason"]) == (push.after, "odd fills")
    assert both.output.said[0] == (
        f"Killed agent tide-btc (odd fills, kim): acknowledged 41.0 s after commit "
        f"{push.after[:12]}."
    )
    assert both.output.results[-1]["acknowledged"] == [
        {name: value for name, value in one.body.items() if name != "act"}
    ]
    assert "tide-btc" in both.output.summaries[0]


def test_it_is_acknowledged_once_however_often_it_runs(fleet: Fleet) -> None:
    push = fleet.merge({KILLS: KILL})
    for _ in range(3):
        assert fleet.enforce(push, after=3 * LATENCY) == 0
    assert fleet.enforce() == 0
    assert len(fleet.record()) == 1
    assert fleet.output.said[0].startswith("1 kill in force at ")
    assert fleet.output.summaries == []
    assert [one.seq for one in entries(fleet.store.now)] == [0, 1, 2]


def test_nor_again_when_the_record_has_grown_long(fleet: Fleet) -> None:
    push = fleet.merge({KILLS: KILL})
    assert fleet.enforce(push) == 0
    later = NOW - timedelta(days=300)
    for _ in range(2):
        witness = Witness(later, "governor", PolicySource(fleet.digest()), "0.1.0")
        notes = tuple(Note(Kind.DIGEST, "judge", key=f"{later}/{n}") for n in range(600))
        fleet.store.commit([AppendAudit(witness, notes)], Message("Judge"))
        later += timedelta(days=1)
    for again in (push, UNKNOWN, Push("f" * 40, "", "")):
        assert fleet.enforce(again, after=timedelta(days=20)) == 0
    assert len(fleet.record()) == 1


def test_a_lease_that_could_not_be_narrowed_is_no_success(fleet: Fleet) -> None:
    signature = "A" * 86 + "=="
    signed = LEASE.model_copy(update={"signature": signature})
    fleet.store = MemoryStore({GATE.pattern: put(GATE.pattern, signed).data})
    assert fleet.enforce(fleet.merge({KILLS: KILL})) == 1
    assert "GOVERNOR_LEASE_KEY is not set here" in fleet.output.said[1]
    assert [one.body["in_lease"] for one in fleet.record()] == [False]


def test_a_kill_that_comes_back_is_acknowledged_again(fleet: Fleet) -> None:
    for text in (KILL, NOBODY, KILL):
        assert fleet.enforce(fleet.merge({KILLS: text})) == 0
    assert len(fleet.record()) == 2


def test_a_run_that_never_came_is_made_up_for(fleet: Fleet) -> None:
    missed = fleet.merge({KILLS: KILL})
    later = fleet.merge({LIMITS: LOOSER})
    assert fleet.enforce(later) == 0
    assert [one.body["commit"] for one in fleet.record()] == [missed.after]


def test_a_kill_that_was_lifted_before_any_run_is_recorded(fleet: Fleet) -> None:
    push = fleet.merge({KILLS: KILL})
    lifted = fleet.merge({KILLS: NOBODY})
    for again in (push, lifted, push):
        assert fleet.enforce(again) == 0
    (one,) = fleet.record()
    assert (one.subject, one.body["commit"]) == ("agent:tide-btc", push.after)
    assert (one.body["gone"], one.body["in_lease"]) == (True, False)
    assert fleet.lease.killed == Killed()


def test_a_kill_that_bit_is_not_told_as_one_that_was_lifted(fleet: Fleet) -> None:
    push = fleet.merge({KILLS: KILL})
    assert fleet.enforce(push) == 0
    fleet.merge({KILLS: NOBODY})
    assert fleet.enforce(push) == 0
    assert ["gone" in one.body for one in fleet.record()] == [False]


def test_an_old_kill_that_nobody_saw_to_has_its_true_date(fleet: Fleet) -> None:
    missed = fleet.merge({KILLS: KILL})
    for text in [LOOSER, BASE[LIMITS]] * 12:
        fleet.put({LIMITS: text})
    assert fleet.enforce() == 0
    assert [one.body["commit"] for one in fleet.record()] == [missed.after]


@pytest.mark.parametrize("method", list(MergeMethod))
def test_a_branch_s_age_is_no_latency(fleet: Fleet, method: MergeMethod) -> None:
    push = fleet.merge({LIMITS: LOOSER, KILLS: KILL}, method)
    assert fleet.enforce(push) == 0
    assert [one.body["commit"] for one in fleet.record()] == [push.after]


@pytest.mark.parametrize("before", ["", "f" * 40])
def test_where_nobody_knows_what_stood_there_all_is_looked_at(fleet: Fleet, before: str) -> None:
    """A first push, and a force push over what is gone."""
    push = fleet.merge({KILLS: KILL})
    assert fleet.enforce(Push(before, push.after, "main")) == 0
    assert len(fleet.record()) == 1


def test_a_push_that_the_forge_does_not_show_yet_counts(fleet: Fleet) -> None:
    push = fleet.merge({KILLS: KILL})
    forge = _Late(fleet.world.bot, push.before)
    fleet.world = World(lambda _: forge, fleet.world.remote, fleet.world.fork, fleet.world.scratch)  # type: ignore[arg-type]
    assert fleet.enforce(push) == 0
    assert fleet.lease.killed.agents == ["tide-btc"]


class _Late:
    def __init__(self, forge: Forge, head: str) -> None:
        self._forge, self._head = forge, head

    def __getattr__(self, name: str) -> object:
        return getattr(self._forge, name)

    def branch_head(self, branch: str) -> str:
        del branch
        return self._head


def test_another_branch_rules_nobody(fleet: Fleet) -> None:
    sha = fleet.put({KILLS: KILL}, "aside")
    assert fleet.enforce(Push("", sha, "aside")) == 0
    assert fleet.lease == LEASE
    assert fleet.output.said == [
        "Nothing to enforce: aside is not the default branch, and only that one rules."
    ]


@pytest.mark.parametrize(
    ("files", "killed", "kept", "mode"),
    [
        ({KILLS: "v: 1\nall: true\nreason: fire\nby: kim\n"}, Killed(all=True), {}, "live"),
        (
            {KILLS: "v: 1\nstrategy_classes: [{name: carry, reason: x, by: kim}]\n"},
            Killed(strategy_classes=["carry"]),
            {"tide-btc": 0.1},
            "live",
        ),
        (
            {AGENTS: REGISTRY.replace("stage: live", "stage: shadow")},
            Killed(),
            {"tide-btc": 0.0, "anchor-sol": 0.1},
            "live",
        ),
        (
            {AGENTS: "\n".join(REGISTRY.splitlines()[:3])},
            Killed(),
            {"anchor-sol": 0.1},
            "live",
        ),
        (
            {GOVERNOR: BASE[GOVERNOR].replace("mode: live", "mode: shadow", 1)},
            Killed(),
            {"tide-btc": 0.1, "anchor-sol": 0.1},
            "shadow",
        ),
        ({LIMITS: LOOSER}, Killed(), {"tide-btc": 0.1, "anchor-sol": 0.1}, "live"),
    ],
    ids=["all", "class", "lower-stage", "gone", "shadow-mode", "looser"],
)
def test_what_bites_at_once(
    fleet: Fleet, files: dict[str, str], killed: Killed, kept: dict[str, float], mode: str
) -> None:
    assert fleet.enforce(fleet.merge(files)) == 0
    assert fleet.lease.killed == killed
    assert {name: one.weight for name, one in fleet.lease.agents.items()} == kept
    assert fleet.lease.mode == mode
    assert fleet.lease.valid_until == LEASE.valid_until


def test_a_raise_is_not_given_by_enforcing(fleet: Fleet) -> None:
    assert (
        fleet.enforce(fleet.merge({AGENTS: REGISTRY.replace("stage: canary", "stage: live")})) == 0
    )
    assert fleet.lease == LEASE


def test_bad_policies_are_refused_with_every_mistake_and_a_kill_still_bites(fleet: Fleet) -> None:
    before = fleet.world.main()
    fleet.put({KILLS: KILL, LIMITS: "v: 1\nMAX_DRAWDOWN_BPS: many\nnonsense: 1\n"})
    assert fleet.enforce(Push(before, fleet.world.main(), "main")) == 1
    assert {(one.file, one.line) for one in fleet.output.found} == {(LIMITS, 2), (LIMITS, 3)}
    assert "the lease is not renewed" in fleet.output.warned[0]
    assert fleet.lease.killed.agents == ["tide-btc"]
    assert len(fleet.record()) == 1
    fleet.put({LIMITS: BASE[LIMITS]})
    assert fleet.enforce() == 0
    assert fleet.faults() == []


@pytest.mark.parametrize("text", ["v: 1\nagents: [{name: tide-btc", "v: 9\n", None, "all: maybe\n"])
def test_a_kill_list_that_nobody_can_read_stops_everything(fleet: Fleet, text: str | None) -> None:
    fleet.put({KILLS: text})
    assert fleet.enforce() == 1
    assert fleet.lease.killed.all
    assert fleet.lease.agents == {}


def test_without_any_policies_the_kill_bites_and_nothing_is_recorded(fleet: Fleet) -> None:
    fleet.put({path: None for path in BASE if path != KILLS})
    fleet.put({KILLS: KILL})
    for sha in range(21):
        fleet.put({AGENTS: f"v: {sha + 2}\n"})
    assert fleet.enforce() == 1
    assert fleet.lease.killed.agents == ["tide-btc"]
    assert fleet.branches == ["governor-state"]
    assert entries(fleet.store.now) == []


def test_the_state_lies_where_the_merged_policies_say(fleet: Fleet) -> None:
    moved = BASE[GOVERNOR].replace("branch: governor-state", "branch: machine", 1)
    assert moved != BASE[GOVERNOR]
    fleet.enforce(fleet.merge({GOVERNOR: moved}))
    assert fleet.branches == ["machine"]


@pytest.mark.parametrize(
    ("method", "cycle_first"),
    [(MergeMethod.MERGE, False), (MergeMethod.SQUASH, True), (MergeMethod.REBASE, False)],
)
def test_a_return_by_a_merge_is_acknowledged(
    fleet: Fleet, method: MergeMethod, *, cycle_first: bool
) -> None:
    fleet.enforce()
    fleet.enforce(fleet.merge({LIMITS: LOOSER}))
    back = fleet.merge({LIMITS: BASE[LIMITS]}, method)
    if cycle_first:
        fleet.cycle()
        assert fleet.faults() == ["policy-restored"]
    assert fleet.enforce(back) == 0
    assert fleet.faults() == []
    assert fleet.enforce(back) == 0
    assert fleet.faults() == []


def test_a_return_by_a_push_waits_for_a_person(fleet: Fleet) -> None:
    fleet.enforce()
    fleet.enforce(fleet.merge({LIMITS: LOOSER}))
    before = fleet.world.main()
    after = fleet.put({LIMITS: BASE[LIMITS]})
    assert fleet.enforce(Push(before, after, "main")) == 0
    assert fleet.faults() == ["policy-restored"]
    assert "`governor audit verify` names the entry" in fleet.output.warned[0]


def test_a_push_beneath_a_merge_is_seen(fleet: Fleet) -> None:
    fleet.enforce()
    fleet.enforce(fleet.merge({LIMITS: LOOSER}))
    before = fleet.world.main()
    fleet.put({LIMITS: BASE[LIMITS]})
    push = fleet.merge({"README.md": "# x\n"})
    assert fleet.enforce(Push(before, push.after, "main")) == 0
    assert fleet.faults() == ["policy-restored"]


def test_open_pull_requests_are_judged_by_what_was_merged(fleet: Fleet) -> None:
    sha = fleet.put({LIMITS: LOOSER}, "open")
    fleet.world.owner.open_pull(NewPull("Looser", "open", "main"))
    assert fleet.enforce(fleet.merge({KILLS: KILL})) == 0
    assert [one.context for one in fleet.world.bot.statuses(sha)] == [NAME]
    gate = fleet.output.results[0]["gate"]
    assert isinstance(gate, dict)
    assert gate["open"] == 1
    assert len(fleet.output.results) == 1


def test_what_is_shown_cannot_steer_a_summary(fleet: Fleet) -> None:
    nasty = (
        'v: 1\nagents: [{name: tide-btc, reason: "<b>@all</b> [x](http://e.vil) #1", by: kim}]\n'
    )
    fleet.enforce(fleet.merge({KILLS: nasty}))
    (summary,) = fleet.output.summaries
    assert "<b>" not in summary.replace("\\<", "")
    assert "@all" not in summary
    assert "](" not in summary


@pytest.mark.parametrize(
    ("event", "push"),
    [
        (
            {"ref": "refs/heads/main", "before": "a" * 40, "after": "b" * 40},
            Push("a" * 40, "b" * 40, "main"),
        ),
        (
            {"ref": "refs/heads/main", "before": "0" * 40, "after": "b" * 40},
            Push("", "b" * 40, "main"),
        ),
        (
            {"ref": "refs/heads/x/y", "before": "a" * 40, "after": "0" * 40},
            Push("a" * 40, "", "x/y"),
        ),
        ({"inputs": None, "ref": "refs/heads/main"}, Push()),
        ({"schedule": "*/5 * * * *"}, Push()),
    ],
)
def test_what_the_event_tells(event: dict[str, object], push: Push, tmp_path: Path) -> None:
    assert push_of(json.dumps(event).encode()) == push
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    assert push_from("", "", str(file)) == push


@pytest.mark.parametrize(
    "event",
    [b"", b"[]", b'{"before": 7}', b'{"before": "--help"}', b'{"after": "main"}', b"\xff"],
)
def test_no_other_text_passes_for_a_commit(event: bytes) -> None:
    with pytest.raises(BadUsage, match="Cannot tell from the event"):
        push_of(event)


@pytest.mark.parametrize("text", ["main", "--upload-pack=x", "A" * 40, "a" * 39])
def test_nor_on_the_command_line(text: str) -> None:
    with pytest.raises(BadUsage, match="full commit id"):
        push_from(text, "", "")


def test_the_entries_are_those_that_agents_see() -> None:
    assert entries_of(b"v: 1\nall: true\nreason: fire\nby: kim\n") == (Entry("all", "fire", "kim"),)
    assert entries_of(KILL.encode()) == (Entry("agent:tide-btc", "odd fills", "kim"),)
    half = b"v: 1\nagents: [{name: tide-btc, reason: odd}]\n"
    assert entries_of(half) == (Entry("agent:tide-btc", "odd"),)
    assert killed_by(entries_of(None)) == Killed(all=True)
