"""From a latched breach to its pull requests, and from there to nothing more."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.github.access import Access, Token
from bot.adapters.github.forge import GitHubForge, open_forge
from bot.adapters.local_forge import LocalForge
from bot.adapters.private_clone import PrivateClone
from bot.commands.breached import breach_rollbacks
from bot.commands.plan import Site
from bot.commands.rolling_back_breaches import Tried, roll_back_breaches, undoing
from bot.effects.effect import PullKind
from bot.effects.planning.wish import branch_of
from bot.effects.rollback import LABEL
from bot.effects.scaffold.files import edits, entry
from bot.policy.policy import Policy
from bot.policy.register import register
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull
from bot.state.fleet import FLEET, BreachEntry, Fleet
from bot.state.intents import remembered
from bot.state.kill_switch import ALL, ThrowSwitch
from bot.state.proposals import Acceptance
from bot.words.canonical import encode
from bot.words.stage import Stage
from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import AGENTS, REGISTRY
from tests.effects.proposals.world import made, proposed
from tests.face.face import Face
from tests.face.server import serve
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree

MOST_CALLS = 8  # of a rollback that stands as it should
CODE = world.GENESIS[world.CODE].decode()
AT = datetime(2026, 11, 2, tzinfo=UTC)
BREACH = BreachEntry(
    at="2026-11-02T00:00:00.000Z", drawdown_bps=262.4, limit_bps=250.0, killed=("tide-btc",)
)


@pytest.fixture
def fleet(tmp_path: Path) -> world.Fleet:
    (tmp_path / "templates").mkdir()
    return world.found(tmp_path, tmp_path / "templates")


def state(entry: BreachEntry = BREACH) -> MemoryTree:
    freeze = ThrowSwitch(ALL, Stage.LIVE, f"breach/{entry.at}", AT, "drawdown", "governor")
    files = {FLEET.pattern: encode(Fleet(breaches=(entry,)).model_dump(mode="json"))}
    return MemoryTree(files).run([freeze])


class Cycle:
    """One run after another, an hour apart; each from a clone of its own."""

    def __init__(
        self, fleet: world.Fleet, tree: MemoryTree, forge: GitHubForge | None = None
    ) -> None:
        self.fleet, self.output, self.hours = fleet, HeardOutput(), 0
        self.forge = forge or fleet.bot
        self.store = MemoryStore(tree.files)

    def run(self) -> int:
        return sum(one.phase == "failed" for one in self.tried())

    def tried(self) -> Sequence[Tried]:
        self.hours += 1
        now = AT + timedelta(hours=self.hours)
        site = Site(self.store, self.output, Policy(), self.forge, now, str(self.hours))
        return roll_back_breaches(site, self.fleet.reverts(f"run-{self.hours}"))

    def intents(self) -> list[tuple[str, str, str]]:
        return [(one.key, one.phase, one.ref) for one in remembered(self.store.now)]


def test_a_breach_undoes_what_it_killed_for_once(fleet: world.Fleet) -> None:
    pull = fleet.promoted(MergeMethod.REBASE)
    cycle = Cycle(fleet, state())
    assert cycle.run() == 0
    opened = fleet.bot.pull(2)
    assert opened.title == f"[ROLLBACK] tide-btc: undo its promotion (#{pull.number})"
    assert "by 262.4 bps" in opened.body
    assert cycle.output.said == [f"Done: {opened.title} is #2, opened"]
    assert cycle.intents() == [("rollback/1", "intended", ""), ("rollback/1", "done", "2")]
    stands = cycle.store.now.files, fleet.git.text("for-each-ref")
    assert cycle.run() == 0
    assert (cycle.store.now.files, fleet.git.text("for-each-ref")) == stands
    fleet.merge(2, MergeMethod.MERGE)
    assert cycle.run() == 0
    assert cycle.store.now.files == stands[0]
    assert fleet.files()[AGENTS] == REGISTRY


def test_a_breach_takes_out_again_who_was_scaffolded(fleet: world.Fleet) -> None:
    """The whole addition goes: module, parameters, test and entry."""
    before, one = fleet.files(), made(name="tide-calm", parent="tide-btc")
    accepted = Acceptance(by="kim", at=BREACH.at, reason="why not")
    newcomer = entry(proposed(one), one, accepted, Policy())
    registry = FileChange(AGENTS, register(REGISTRY, newcomer).encode())
    more = [FileChange(edit.path, edit.content) for edit in edits(proposed(one), one, Policy())]
    branch = branch_of(PullKind.SCAFFOLD, one.name)
    fleet.bot.commit_files(branch, fleet.head(), [registry, *more], "Add tide-calm", None)
    pull = fleet.bot.open_pull(NewPull("[SCAFFOLD] tide-calm into shadow", branch, "main"))
    fleet.merge(pull.number, MergeMethod.SQUASH)
    assert len(fleet.files()) == len(before) + 3
    cycle = Cycle(fleet, state(BREACH.model_copy(update={"killed": (one.name,)})))
    assert cycle.run() == 0
    undo = fleet.bot.pull(pull.number + 1)
    assert undo.title == f"[ROLLBACK] tide-calm: undo its addition (#{pull.number})"
    fleet.merge(undo.number, MergeMethod.SQUASH)
    assert fleet.files() == before


class Killed(BaseException):
    """What nothing catches, as a process that is killed catches nothing."""


class Killer:
    """Kills the run before or after the nth of the writes that it watches."""

    def __init__(self, left: int, *, after: bool) -> None:
        self.left, self.after = left, after

    def watch(self, monkeypatch: pytest.MonkeyPatch, place: type, name: str) -> None:
        act = getattr(place, name)

        def watched(*arguments: object, **more: object) -> object:
            self.left -= 1
            if self.left == 0 and not self.after:
                raise Killed
            result = act(*arguments, **more)
            if self.left == 0:
                raise Killed
            return result

        monkeypatch.setattr(place, name, watched)


WRITES = [
    (MemoryStore, "commit"),
    (PrivateClone, "push"),
    (LocalForge, "open_pull"),
    (LocalForge, "ensure_label"),
    (LocalForge, "add_labels"),
]
COUNT = 6  # the state is committed twice


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("nth", range(1, COUNT + 2))
def test_a_run_killed_at_any_write_is_finished_by_the_next(
    fleet: world.Fleet,
    monkeypatch: pytest.MonkeyPatch,
    nth: int,
    after: bool,  # noqa: FBT001
) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    cycle, killer = Cycle(fleet, state()), Killer(nth, after=after)
    with monkeypatch.context() as patched:
        for place, name in WRITES:
            killer.watch(patched, place, name)
        if nth > COUNT:
            cycle.run()
            assert killer.left == nth - COUNT
        else:
            with pytest.raises(Killed):
                cycle.run()
    assert cycle.run() == 0
    assert [one.labels for one in fleet.bot.pulls()] == [(LABEL,)]
    assert cycle.intents() == [("rollback/1", "intended", ""), ("rollback/1", "done", "2")]
    stands = snapshot(cycle)
    assert cycle.run() == 0
    assert snapshot(cycle) == stands


def snapshot(cycle: Cycle) -> tuple[object, str, bytes]:
    book = (cycle.fleet.place / "forge.json").read_bytes()
    return cycle.store.now.files, cycle.fleet.git.text("for-each-ref"), book


def test_what_is_left_to_a_person_is_said_each_time_and_recorded_once(fleet: world.Fleet) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    fleet.edit("main", agents="agents: [")
    cycle = Cycle(fleet, state())
    assert (cycle.run(), cycle.run()) == (1, 1)
    assert len(cycle.output.warned) == 2
    assert "Cannot tell who would rise" in cycle.output.warned[0]
    assert [phase for _, phase, _ in cycle.intents()] == ["intended", "failed"]
    assert len(fleet.bot.comments(1)) == 1


def test_whom_a_standing_or_refused_rollback_lowers_is_named(fleet: world.Fleet) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    cycle = Cycle(fleet, state())
    whom = frozenset({"tide-btc"})
    assert undoing(cycle.tried()) == whom
    fleet.owner.close_pull(2)
    assert undoing(cycle.tried()) == whom
    fleet.owner.reopen_pull(2)
    assert undoing(cycle.tried()) == whom
    fleet.merge(2, MergeMethod.SQUASH)
    assert undoing(cycle.tried()) == frozenset()


def test_one_that_failed_is_done_by_the_next_run(fleet: world.Fleet) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    hook = fleet.owner.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    cycle = Cycle(fleet, state())
    assert cycle.run() == 1
    hook.unlink()
    assert cycle.run() == 0
    assert [phase for _, phase, _ in cycle.intents()] == ["intended", "failed", "done"]


@pytest.mark.parametrize(
    "tree",
    [
        MemoryTree(),
        state(BREACH.model_copy(update={"killed": ()})),
        state(BREACH.model_copy(update={"killed": ("reef-sol",)})),
    ],
    ids=["no breach", "a pause", "another agent"],
)
def test_nothing_else_is_undone(fleet: world.Fleet, tree: MemoryTree) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    cycle = Cycle(fleet, tree)
    assert cycle.run() == 0
    assert cycle.intents() == []
    assert list(fleet.bot.pulls()) == []


def test_what_a_person_merged_from_such_a_branch_is_theirs(fleet: world.Fleet) -> None:
    fleet.edit(world.BRANCH, agents=world.LIVE)
    pull = fleet.owner.open_pull(NewPull("Mine", world.BRANCH, "main"))
    fleet.merge(pull.number, MergeMethod.SQUASH)
    assert list(breach_rollbacks(fleet.bot, state(), Policy())) == []


@pytest.mark.parametrize("method", MergeMethod)
def test_over_github_a_breach_is_undone_the_same(fleet: world.Fleet, method: MergeMethod) -> None:
    pull = fleet.promoted(method)
    made = Face(fleet.owner.acting_as, world.ticking(), {"token": world.BOT}, "acme/fleet")
    with serve(made) as face:
        github = open_forge(Access("acme/fleet", Token("token"), face.url, 30, 0, 0))
        cycle = Cycle(fleet, state(), github)
        assert cycle.run() == 0
        opened = fleet.bot.pull(2)
        assert opened.title == f"[ROLLBACK] tide-btc: undo its promotion (#{pull.number})"
        assert opened.labels == (LABEL,)
        stands = snapshot(cycle)
        calls = face.calls
        assert cycle.run() == 0
        assert snapshot(cycle) == stands
        assert face.calls - calls <= MOST_CALLS, face.kinds()[calls:]
        fleet.merge(2, MergeMethod.SQUASH)
        assert cycle.run() == 0
        github.close()
    assert face.mistakes == []
    assert fleet.files() == dict(fleet.files()) | {AGENTS: REGISTRY, world.CODE: CODE}
    assert world.NOTES not in fleet.files()
