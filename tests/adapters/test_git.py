import os
import stat
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.errors import CannotRunGit

WHO = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    runner = Git(tmp_path, WHO)
    runner.run("init", "-q", "-b", "main")
    return runner


def test_the_users_configuration_is_not_seen(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n\tname = Someone Else\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert git.attempt("config", "user.name").code == 1


def test_hooks_of_the_repository_do_not_run(git: Git, tmp_path: Path) -> None:
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    git.run("commit", "--allow-empty", "-q", "-m", "stands")


def test_a_refusal_carries_its_reason_in_english(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with pytest.raises(CannotRunGit, match=r"Cannot run git rev-parse: .*unknown revision") as told:
        git.run("rev-parse", "nothing")
    assert told.value.code == 128


def test_standard_input_reaches_git(git: Git) -> None:
    sha = git.text("hash-object", "-w", "--stdin", stdin=b"\x00bytes\r\n")
    assert git.run("cat-file", "blob", sha) == b"\x00bytes\r\n"


def test_a_hanging_git_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=os.pathsep)
    with pytest.raises(CannotRunGit, match="no answer within"):
        Git(tmp_path, timeout=0.2).run("status")


def test_a_missing_git_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotRunGit, match="install git"):
        Git(tmp_path).run("status")
