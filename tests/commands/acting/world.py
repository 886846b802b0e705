"""A local forge with people on it, a state with a report, and every call between them watched."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

from bot.adapters.folder_store import FolderStore
from bot.adapters.local_forge import LocalForge
from bot.commands.apply import apply
from bot.commands.plan import Site
from bot.effects.planning.material import REGISTRY
from bot.policy.governor import Governor, PullRequests
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import NewPull, PullFilter, PullRequest
from bot.ports.store import Message, Receipt, Store
from bot.state.decisions import DECISIONS, Decided, Decisions
from bot.state.report.report import REPORT, Report
from bot.state.tree import Operation, Tree
from bot.words.canonical import encode_page
from tests.effects.planning.forge import AGENTS, ME
from tests.effects.reports import usual
from tests.fakes.output import HeardOutput
from tests.forked import DEAD, dying, ended

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RISK = "policies/risk.yml"
FILES = {REGISTRY: AGENTS.encode(), RISK: b"v: 1\n", "README.md": b"# fleet\n"}
CHANGING = (
    "create_",
    "update_",
    "delete_",
    "open_",
    "close_",
    "reopen_",
    "pin_",
    "unpin_",
    "ensure_",
    "add_",
    "remove_",
    "commit_",
    "merge_",
    "set_",
    "require_",
)
Step = Callable[[str], None]


def nothing(_: str) -> None:
    """Let it happen."""


@dataclass
class Watch:
    """Hears of every write, before and after it, and of every call's name."""

    before: Step = nothing
    after: Step = nothing
    calls: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    def around(self, name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
        self.calls.append(name)
        if not name.startswith(CHANGING):
            return work()
        self.writes.append(name)
        self.before(name)
        done = work()
        self.after(name)
        return done


class WatchedForge:
    def __init__(self, forge: Forge, watch: Watch) -> None:
        self._forge, self._watch = forge, watch

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        real = getattr(self._forge, name)
        return lambda *args, **more: self._watch.around(name, lambda: real(*args, **more))


class WatchedStore:
    def __init__(self, store: Store, watch: Watch) -> None:
        self._store, self._watch = store, watch

    def tree(self) -> Tree:
        return self._store.tree()

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        done: Receipt = self._watch.around(
            "commit_state", lambda: self._store.commit(operations, message)
        )
        return done


def ticking() -> Callable[[], datetime]:
    start, ticks = datetime(2026, 1, 1, tzinfo=UTC), count()
    return lambda: start + timedelta(seconds=next(ticks))


@dataclass
class World:
    folder: Path
    policy: Policy = field(default_factory=Policy)
    out: HeardOutput = field(default_factory=HeardOutput)
    runs: int = 0

    @property
    def forge(self) -> LocalForge:
        return LocalForge.at(self.folder / "forge", ticking(), ME)

    @property
    def owner(self) -> LocalForge:
        return self.forge.acting_as("acme")

    @property
    def store(self) -> Store:
        return FolderStore(self.folder / "home", self.folder / "private")

    def copy(self, folder: Path) -> "World":
        shutil.copytree(self.folder, folder)
        return World(folder, self.policy)

    def report(self, report: Report, until: str = "2099-01-01T00:00:00.000Z") -> None:
        """Put a report there whose lease lasts."""
        assert report.meta
        meta = report.meta.model_copy(update={"lease_until": until})
        report = report.model_copy(update={"meta": meta})
        self._write(REPORT.pattern, encode_page(report.model_dump(mode="json")))

    def spend(self, *names: str) -> None:
        agents = {name: Decided(spent="2026-11-20T00:00:00.000Z") for name in names}
        decisions = Decisions(agents=agents)
        self._write(DECISIONS.pattern, encode_page(decisions.model_dump(mode="json")))

    def capped(self, per_run: int, at_once: int) -> None:
        caps = PullRequests(per_run=per_run, open=at_once)
        self.policy = Policy(governor=Governor(v=1, pull_requests=caps))

    def site(self, watch: Watch | None = None) -> Site:
        watch = watch or Watch()
        self.runs += 1
        return Site(
            store=WatchedStore(self.store, watch),
            output=self.out,
            policy=self.policy,
            forge=cast("Forge", WatchedForge(self.forge, watch)),
            now=NOON + timedelta(minutes=30 * self.runs),
            run_id=f"{4710 + self.runs}",
        )

    def apply(self, watch: Watch | None = None) -> int:
        return apply(self.site(watch))

    def pull(self, branch: str, path: str = RISK, content: str = "v: 1\n# x\n") -> PullRequest:
        """Open one as a person does."""
        head = self.owner.branch_head("main")
        assert head
        self.owner.commit_files(branch, head, [FileChange(path, content.encode())], "Change", None)
        return self.owner.open_pull(NewPull(f"Change {path}", branch, "main"))

    def own(self, branch: str) -> list[PullRequest]:
        return list(self.forge.pulls(PullFilter(state=None, head_branch=branch)))

    def _write(self, path: str, data: bytes) -> None:
        file = self.folder / "home" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def found(folder: Path) -> World:
    forge = LocalForge.found(folder / "forge", ticking(), Repository("acme/fleet", "main"), FILES)
    forge.admit(ME, Permission.WRITE, is_bot=True)
    forge.admit("kim", Permission.WRITE)
    world = World(folder)
    world.report(usual())
    world.spend("ember-eth")
    world.pull("topic")
    return world


def nothing_twice(world: World) -> None:
    """Hold the forge to what it must never show."""
    forge = world.forge
    opened = forge.pulls()
    branches = [one.head_branch for one in opened]
    assert len(branches) == len(set(branches))
    assert len(forge.issues()) <= 1
    for pull in opened:
        assert len(forge.comments(pull.number)) <= 1, pull.title


def everything_once(world: World) -> None:
    """Hold the forge to what it must show after a cycle, however it came there."""
    forge = world.forge
    opened = forge.pulls()
    assert sorted(one.head_branch for one in opened) == [
        "governor/demote/ember-eth",
        "governor/promote/anchor-sol",
        "topic",
    ]
    assert len(forge.pulls(PullFilter(state=None))) == len(opened)
    for pull in opened:
        said = [one for one in forge.comments(pull.number) if one.author == ME]
        assert len(said) == 1, pull.title
    for pull in opened[1:]:
        assert [one.author for one in forge.pull_commits(pull.number)] == [ME]
        assert len(pull.labels) == 1
    (issue,) = forge.issues()
    assert issue.pinned
    assert f"#{opened[1].number}" in issue.body


def dies(work: Callable[[], object]) -> bool:
    """Run it in a process of its own, and tell whether it exited on the way."""
    code = ended(start(work))
    assert code in (0, DEAD)
    return code == DEAD


def start(work: Callable[[], object]) -> int:
    """Begin it in a process of its own, which ends with 0 where nothing was raised."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def die_at(point: int) -> Watch:
    """Exit at the n-th moment before or after a write."""
    step = dying(point)
    return Watch(step, step)
