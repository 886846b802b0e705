"""The local forge dies at every single step of every act; who comes next finds it whole.

A step is one call of git or one renaming of a file. A child process kills itself before or
after the n-th, for n = 1, 2, 3 and on until the act gets through. Then the act is done again by
somebody who looks first, and the forge must be, byte for byte, as if nothing had happened.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.ports.forge.checks import CheckReport, CheckStatus, Required
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter, State
from tests.adapters.forge.world import ACME, GENESIS

# Newer Pythons warn of forking beside threads; the children here start none and end by _exit.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIRST = 1
P = ParamSpec("P")
R = TypeVar("R")
MUTATING = {"update-ref", "clone", "fetch", "init", "config"}


def forge_at(folder: Path) -> LocalForge:
    return LocalForge.at(folder, lambda: NOON, "acme")


def open_pull(forge: LocalForge) -> None:
    if not forge.pulls(PullFilter(head_branch="other")):
        forge.open_pull(NewPull("Other", "other", "main"))


def merge(method: MergeMethod) -> Callable[[LocalForge], None]:
    def act(forge: LocalForge) -> None:
        pull = forge.pull(FIRST)
        if not pull.merged:
            forge.merge_pull(FIRST, method, pull.head_sha)

    return act


def commit(forge: LocalForge) -> None:
    main = forge.branch_head("main")
    if main and forge.branch_head("made") is None:
        forge.commit_files("made", main, [FileChange("made", b"made")], "Make", None)


def push_to_pull(forge: LocalForge) -> None:
    if len(forge.pull_commits(FIRST)) == 1:
        head = forge.pull(FIRST).head_sha
        forge.commit_files("topic", head, [FileChange("more", b"more")], "More", head)
    forge.pull(FIRST)


def delete_branch(forge: LocalForge) -> None:
    if forge.branch_head("topic"):
        forge.delete_branch("topic")
    assert forge.pull(FIRST).state is State.CLOSED


def talk(forge: LocalForge) -> None:
    if not forge.comments(FIRST):
        forge.create_comment(FIRST, "once")
    if not forge.check_runs(forge.pull(FIRST).head_sha):
        report = CheckReport(CheckStatus.QUEUED)
        forge.create_check_run(forge.pull(FIRST).head_sha, "gate", report)


def protect(forge: LocalForge) -> None:
    forge.require_checks("main", [Required("gate")])


def fork(forge: LocalForge) -> None:
    forge.fork("rita")
    if not any(pull.from_fork for pull in forge.pulls()):
        main = forge.branch_head("other")
        Git(forge.fork("rita")).run("update-ref", "refs/heads/idea", main or "")
        forge.open_pull(NewPull("Idea", "rita:idea", "main"))


ACTS: dict[str, Callable[[LocalForge], None]] = {
    "open": open_pull,
    "merge": merge(MergeMethod.MERGE),
    "squash": merge(MergeMethod.SQUASH),
    "rebase": merge(MergeMethod.REBASE),
    "commit": commit,
    "push": push_to_pull,
    "delete": delete_branch,
    "talk": talk,
    "protect": protect,
    "fork": fork,
}


@dataclass(slots=True)
class Fuse:
    """Counts steps and kills this process at the one wanted, before or after it."""

    wanted: int
    after: bool
    only_mutating: bool
    seen: int = 0

    def wrap(self, real: Callable[P, R], counts: Callable[P, bool]) -> Callable[P, R]:
        def step(*arguments: P.args, **options: P.kwargs) -> R:
            if not counts(*arguments, **options):
                return real(*arguments, **options)
            self.seen += 1
            self._burn(after=False)
            answer = real(*arguments, **options)
            self._burn(after=True)
            return answer

        return step

    def _burn(self, *, after: bool) -> None:
        if (self.seen, self.after) == (self.wanted, after):
            os.kill(os.getpid(), signal.SIGKILL)

    def light(self) -> None:
        os.replace = self.wrap(os.replace, lambda *_, **__: True)
        subprocess.run = self.wrap(subprocess.run, self._counts)  # type: ignore[assignment,arg-type]

    def _counts(self, command: tuple[str, ...], **_: object) -> bool:
        return not self.only_mutating or bool(MUTATING & set(command))


def dies(work: Callable[[], object], fuse: Fuse) -> bool:
    """Do the work in a child that has the fuse lit, and tell whether it was killed by it."""
    child = os.fork()
    if child == 0:
        try:
            fuse.light()
            work()
        except BaseException as error:  # noqa: BLE001 a child must never return into pytest
            sys.stderr.write(repr(error))
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the act failed by itself"
    return False


def crashes() -> Iterator[tuple[int, bool]]:
    for step in count(1):
        for after in (False, True):
            yield step, after


def everything(folder: Path) -> dict[str, str]:
    """Tell all that a forge remembers: its file, and every ref of every repository."""
    shown = {"book": (folder / "forge.json").read_text()}
    for repository in sorted(folder.glob("**/*.git")):
        shown[repository.name] = Git(repository).text("for-each-ref")
        Git(repository).run("fsck", "--strict", "--connectivity-only")
    assert not list(folder.glob("**/*.new"))
    return shown


@pytest.fixture
def prepared(founded: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "prepared"
    shutil.copytree(founded, folder)
    forge = forge_at(folder)
    main = forge.branch_head("main") or ""
    for branch in ("topic", "other"):
        forge.commit_files(branch, main, [FileChange(branch, b"x\n")], branch, None)
    forge.open_pull(NewPull("Topic", "topic", "main"))
    forge.commit_files("main", main, [FileChange("main", b"y\n")], "Go on", main)
    forge.pull(FIRST)
    return folder


def survives(act: Callable[[LocalForge], None], prepared: Path, *, only_mutating: bool) -> int:
    whole = prepared.with_name("whole")
    shutil.copytree(prepared, whole)
    act(forge_at(whole))
    expected = everything(whole)
    for died, (step, after) in enumerate(crashes()):
        folder = prepared.with_name("crashed")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        if not dies(partial(act, forge_at(folder)), Fuse(step, after, only_mutating)):
            return died
        act(forge_at(folder))
        assert everything(folder) == expected, f"step {step}, {'after' if after else 'before'}"
    raise AssertionError


@pytest.mark.parametrize("name", list(ACTS))
def test_a_crash_around_each_step_that_changes_something_heals(name: str, prepared: Path) -> None:
    assert survives(ACTS[name], prepared, only_mutating=True) >= 2


@pytest.mark.long
@pytest.mark.parametrize("name", list(ACTS))
def test_a_crash_around_every_step_heals(name: str, prepared: Path) -> None:
    assert survives(ACTS[name], prepared, only_mutating=False) >= 6


def test_a_crash_while_a_forge_is_founded_leaves_none_or_one(tmp_path: Path) -> None:
    def found(folder: Path) -> LocalForge:
        return LocalForge.found(folder, lambda: NOON, ACME, GENESIS)

    found(tmp_path / "whole")
    for step, after in crashes():
        folder = tmp_path / f"{step}-{after}"
        if not dies(partial(found, folder), Fuse(step, after, only_mutating=True)):
            break
        if not (folder / "forge.json").exists():
            found(folder)
        assert forge_at(folder).branch_head("main")
        assert everything(folder) == everything(tmp_path / "whole")


def test_a_git_that_outlives_its_forge_is_waited_for(prepared: Path) -> None:
    """The branch moves half a second after the process that asked for it was killed."""
    real = subprocess.run

    def slowly(command: tuple[str, ...], **options: Any) -> object:  # noqa: ANN401 as run's
        if "update-ref" in command:
            late = ("sh", "-c", 'sleep 0.5; exec "$@"', "sh", *command)
            kept = {key: options[key] for key in ("cwd", "env", "pass_fds")}
            subprocess.Popen(late, stdin=subprocess.DEVNULL, **kept)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(command, **options)

    def work() -> None:
        subprocess.run = slowly  # type: ignore[assignment]
        merge(MergeMethod.SQUASH)(forge_at(prepared))

    assert dies(work, Fuse(0, after=False, only_mutating=True))
    pull = forge_at(prepared).pull(FIRST)
    assert (pull.merged, pull.merge_method) == (True, MergeMethod.SQUASH)
    assert pull.merge_sha == forge_at(prepared).branch_head("main")
