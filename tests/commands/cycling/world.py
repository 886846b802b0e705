"""A fleet on a forge behind HTTP, with its state on a branch of a real bare remote."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from bot.adapters.git import Git
from bot.adapters.github.call import Call
from bot.adapters.github.wire import Wire
from bot.adapters.local_forge import LocalForge
from bot.adapters.private_clone import PrivateClone
from bot.cli.main import run
from bot.effects.merge_check import NAME
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter, PullRequest
from bot.ports.store import Message
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.lifecycle import RaiseStage
from bot.wiring.shell import Options, Shell
from bot.words.instant import DAY, HOUR, render
from bot.words.stage import Stage
from tests.cli.test_breach import CRASH, LONG, LOOK, SHORT, START, candles, signals
from tests.face.face import Face
from tests.face.server import serve
from tests.forked import dying, ended
from tests.policy.shipped import POLICIES

BOT, OWNER, TOKEN = "governor[bot]", "acme", "ghp_of_the_bot"
REGISTRY = """\
v: 1
agents:
  - {name: old-1, strategy_class: one, version: "1.0", stage: live, owner: kim}
  - {name: old-2, strategy_class: two, version: "1.0", stage: live, owner: kim}
  - {name: old-3, strategy_class: three, version: "1.0", stage: live, owner: kim}
  - {name: new, strategy_class: one, version: "1.0", stage: shadow, owner: kim}
"""
PRICES = 'v: 1\nvenues: [{name: folder, kind: files, path: candles}]\ninterval: "15m"\n'
ASKED, MERGED = LOOK, LOOK + timedelta(minutes=10)
RISEN, FELL = LOOK + timedelta(minutes=20), LOOK + 16 * HOUR
PROMOTION = "governor/promote/new"
LAZY = ("bot.cli.cycle", "bot.adapters.github.forge")
for name in LAZY:
    import_module(name)  # once here rather than in each process that is forked off
ENVIRONMENT = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_EVENT_NAME": "schedule",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REPOSITORY": "acme/fleet",
    "GITHUB_TOKEN": TOKEN,
    "GITHUB_RUN_ID": "77",
}


def policies() -> dict[str, bytes]:
    """Give the shipped ones, with evidence alone to rise on, and slots that nobody misses."""
    texts = {path.name: path.read_text() for path in POLICIES.glob("*.yml")}
    texts["agents.yml"], texts["prices.yml"] = REGISTRY, PRICES
    texts["promotion.yml"] = texts["promotion.yml"].replace("use: gate", "use: advise")
    texts["governor.yml"] = _set(texts["governor.yml"], "cadence_minutes: 30", 720)
    texts["governor.yml"] = _set(texts["governor.yml"], "per_run: 2", 6)
    texts["governor.yml"] = _set(texts["governor.yml"], "minutes: 90 ", 720)
    return {f"policies/{name}": text.encode() for name, text in texts.items()}


def _set(text: str, line: str, value: int) -> str:
    assert line in text
    return text.replace(line, f"{line.partition(':')[0]}: {value}")


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    folder: Path
    clock: Clock = field(default_factory=Clock)
    url: str = ""
    told: dict[str, str] = field(default_factory=dict)

    @property
    def fleet(self) -> Path:
        return self.folder / "fleet"

    def forge(self, login: str = BOT) -> LocalForge:
        return LocalForge.at(self.folder / "forge", self.clock, login)

    def copy(self, folder: Path) -> "World":
        shutil.copytree(self.folder, folder, symlinks=True)
        made = World(folder, Clock(self.clock.now))
        Git(made.fleet).run("remote", "set-url", "origin", str(made.forge().remote))
        return made

    def shell(self, now: datetime) -> Shell:
        return Shell(Options(str(self.fleet), render(now)))

    @contextmanager
    def served(self) -> Iterator[Face]:
        face = Face(self.forge().acting_as, self.clock, {TOKEN: BOT}, "acme/fleet", "/api/v3")
        with serve(face) as served:
            self.url = served.url
            yield served
        assert served.mistakes == []

    def cycle(self, now: datetime, watch: "Watch | None" = None) -> int:
        """Run one in a process of its own, as a workflow does."""
        return ended(self.begin(now, watch))

    def begin(self, now: datetime, watch: "Watch | None" = None, fleet: str = "fleet") -> int:
        self.clock.now = now
        repo = self.folder / fleet
        commit = Git(repo).text("rev-parse", "HEAD")

        def work() -> int:
            here = {"GITHUB_API_URL": self.url, "GITHUB_SHA": commit}
            os.environ |= {**ENVIRONMENT, **here, **self.told}
            if watch is not None:
                watch.put_on()
            return run(["cycle", "--repo", str(repo), "--now", render(now)])

        return start(work, self.folder / f"{fleet}.txt")

    def writes(self, now: datetime, face: Face) -> list[str]:
        """Run one that must end well, and name its pushes and its writes to the forge."""
        names, before = self.folder / "writes.txt", len(face.writes)
        names.unlink(missing_ok=True)
        assert self.cycle(now, noted(names)) == 0, self.said
        found = names.read_text().splitlines() if names.exists() else []
        pushes = [one for one in found if one.startswith("push")]
        assert len(found) - len(pushes) == len(face.writes) - before, "each write is watched"
        return found

    @property
    def said(self) -> str:
        return (self.folder / "fleet.txt").read_text()

    def merge(self, number: int) -> None:
        self.clock.now = MERGED
        owner = self.forge(OWNER)
        owner.merge_pull(number, MergeMethod.SQUASH, owner.pull(number).head_sha)
        Git(self.fleet).run("pull", "--quiet", "--ff-only", "origin", "main")

    def shown(self) -> "Shown":
        return shown(self.forge())


@dataclass(frozen=True)
class Shown:
    """What people see of a forge, and how often; not under which numbers or commits."""

    pulls: list[tuple[str, str, str]]
    labels: dict[str, tuple[str, ...]]
    said: dict[str, int]
    verdicts: dict[str, tuple[int, int]]
    issues: int


def shown(forge: LocalForge) -> Shown:
    pulls = forge.pulls(PullFilter(state=None))
    opened = [one for one in pulls if one.state.value == "open"]
    return Shown(
        sorted((one.head_branch, one.title.partition(" (")[0], one.state.value) for one in pulls),
        {one.head_branch: one.labels for one in pulls},
        {one.head_branch: _comments(forge, one) for one in pulls},
        {one.head_branch: _verdicts(forge, one) for one in opened},
        len(forge.issues()),
    )


def _comments(forge: LocalForge, pull: PullRequest) -> int:
    return sum(one.author == BOT for one in forge.comments(pull.number))


def _verdicts(forge: LocalForge, pull: PullRequest) -> tuple[int, int]:
    """Count what check runs say: no forge takes one away, and of a name the newest is shown."""
    runs = {(one.app, one.report) for one in forge.check_runs(pull.head_sha, NAME)}
    statuses = {one.context for one in forge.statuses(pull.head_sha)}
    return len(runs), len(statuses & {NAME})


def bare(folder: Path, registry: str = REGISTRY) -> World:
    world = World(folder)
    files = {**policies(), "policies/agents.yml": registry.encode(), "README.md": b"# fleet\n"}
    here = Repository("acme/fleet", "main")
    forge = LocalForge.found(folder / "forge", world.clock, here, files)
    forge.admit(BOT, Permission.WRITE, is_bot=True)
    Git(folder).run("clone", "--quiet", str(forge.remote), str(world.fleet))
    return world


def crowded(folder: Path, agents: int, pulls: int) -> World:
    """Found one with many agents, and many open requests: some raise, some stop, some neither."""
    row = "  - {{name: agent-{}, strategy_class: one, version: a, stage: shadow, owner: kim}}\n"
    registry = "v: 1\nagents:\n" + "".join(row.format(number) for number in range(agents))
    world = bare(folder, registry)
    owner = world.forge(OWNER)
    main = owner.branch_head("main") or ""
    for number in range(pulls):
        name = f"agent-{number}"
        raised = registry.replace(
            f"{name}, strategy_class: one, version: a, stage: shadow",
            f"{name}, strategy_class: one, version: a, stage: canary",
        )
        killed = f"v: 1\nagents:\n  - {{name: {name}, reason: odd, by: kim}}\n"
        path, text = (
            ("policies/agents.yml", raised),
            ("policies/kill_list.yml", killed),
            ("README.md", f"# {name}\n"),
        )[number % 3]
        owner.commit_files(name, main, [FileChange(path, text.encode())], f"Change {name}", None)
        owner.open_pull(NewPull(f"Change {name}", name, "main"))
    return world


def found(folder: Path) -> World:
    """Found one on the eve of its fall, with all that its agents have said by then."""
    world = bare(folder)
    (world.fleet / "candles").mkdir()
    for symbol in (*LONG, *SHORT):
        rows = "".join(candles(1 if symbol in LONG else -1))
        (world.fleet / "candles" / f"{symbol}_15m.csv").write_text(rows)
    _grow(world)
    return world


def _grow(world: World) -> None:
    local = ["--repo", str(world.fleet)]
    mail = world.fleet / "mail.jsonl"
    for day in range(CRASH + 1):
        mail.write_text("\n".join(one for one in signals(day) if '"child"' not in one) + "\n")
        now = render(START + day * DAY + HOUR)
        assert run(["ingest", str(mail), *local, "--now", now, "--local"]) == 0
    for name in ("old-1", "old-2", "old-3"):
        at = START + 4 * DAY
        store = Shell(Options(str(world.fleet), render(at), local=True)).store
        sequence = load(store.tree(), AGENTS).agent(name).next_sequence
        rise = RaiseStage(name, Stage.LIVE, sequence, at, "merged", "governor")
        store.commit([rise], Message(f"Raise {name}"))
    _publish(world)


def _publish(world: World) -> None:
    """Put the state that was grown in the folder on the branch, as its only commit."""
    git = Git(
        world.fleet,
        {
            f"GIT_{who}_{what}": "kim"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    )
    git.run("checkout", "--quiet", "--orphan", "governor-state")
    git.run("rm", "-r", "-q", "--cached", ".")
    git.run("add", "-f", "state")
    git.run("commit", "--quiet", "--message", "Grow")
    git.run("push", "--quiet", "origin", "governor-state")
    git.run("checkout", "--quiet", "--force", "main")
    git.run("branch", "-q", "-D", "governor-state")


Step = Callable[[str], None]


@dataclass
class Watch:
    """Hears of each push and of each write to the forge, before and after it."""

    before: Step
    after: Step

    def put_on(self) -> None:
        """Only in a process that ends soon: what it changes stays changed."""
        send: Any = Wire._send
        push: Any = PrivateClone.push

        def watched_send(wire: Wire, call: Call, *, last: bool) -> Any:  # noqa: ANN401
            if not _writes(call):
                return send(wire, call, last=last)
            return self._around(_name(call), lambda: send(wire, call, last=last))

        def watched_push(clone: PrivateClone, commit: str, ref: str, expected: str) -> Any:  # noqa: ANN401
            return self._around(f"push {ref}", lambda: push(clone, commit, ref, expected))

        setattr(Wire, "_send", watched_send)  # noqa: B010
        setattr(PrivateClone, "push", watched_push)  # noqa: B010

    def _around(self, name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
        self.before(name)
        done = work()
        self.after(name)
        return done


def _writes(call: Call) -> bool:
    reads = call.verb == "GET" or (
        call.body and "mutation" not in call.body.get("query", "mutation")
    )
    return not reads


def _name(call: Call) -> str:
    return f"{call.verb} {call.act}"


def noted(file: Path) -> Watch:
    def note(name: str) -> None:
        with file.open("a") as lines:
            lines.write(f"{name}\n")

    return Watch(note, lambda _: None)


def die_at(point: int) -> Watch:
    """Exit at the n-th moment before or after a write."""
    step = dying(point)
    return Watch(step, step)


def meeting(point: int, rival: Callable[[], None], place: Path) -> Watch:
    """Stand still at the n-th moment before or after a write until the rival is done."""
    left = count(point, -1)

    def step(name: str) -> None:
        if next(left) == 0:
            rival()
            place.write_text(name)

    return Watch(step, step)


def start(work: Callable[[], int], said: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            words = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(words, 1)
            os.dup2(words, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            code = work()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        finally:
            os._exit(1)
    return child
