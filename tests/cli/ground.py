"""A repository on GitHub's face with nothing in it, a clone of it, and a Governor to set it up."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.adapters import shipped
from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.cli.main import run
from bot.ports.forge.people import Permission
from tests.adapters.forge.conftest import ticking
from tests.adapters.forge.world import ACME
from tests.adapters.state_git import git
from tests.face.face import Face
from tests.face.server import serve

ROOT = Path(__file__).parents[2]
BOT = "github-actions[bot]"
OWN_APP = "fleet[bot]"
PEOPLE = {
    "acme": Permission.ADMIN,
    "wendy": Permission.WRITE,
    BOT: Permission.WRITE,
    OWN_APP: Permission.ADMIN,
}
PIN = "a" * 40
WORKFLOW = f"on: workflow_dispatch\njobs:\n  one:\n    steps:\n      - uses: x/y@{PIN} # v1\n"
WORKFLOWS = ("cycle", "gate")
CLEARED = ("OPENAI_API_KEY", "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_ACTIONS", "CI")


@dataclass(frozen=True, slots=True)
class Ground:
    face: Face
    forge: LocalForge
    repo: Path
    monkeypatch: pytest.MonkeyPatch

    def acting(self, login: str) -> None:
        self.monkeypatch.setenv("GITHUB_TOKEN", f"ghp_of_{login}")

    def do(self, *arguments: str) -> int:
        return run([*arguments, "--repo", str(self.repo)])

    def told(
        self, capsys: pytest.CaptureFixture[str], *arguments: str
    ) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = self.do(*arguments, "--json")
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, result

    def git(self, *arguments: str) -> str:
        return git(self.repo, *arguments)

    def write(self, path: str, text: str) -> None:
        (self.repo / path).parent.mkdir(parents=True, exist_ok=True)
        (self.repo / path).write_text(text)


def ship(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship real policies, two small workflows and a small program."""
    shutil.copytree(ROOT / "policies", folder / "policies")
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in WORKFLOWS:
        (workflows / f"{name}.yml").write_text(WORKFLOW)
    action = folder / ".github" / "actions" / "setup" / "install"
    action.parent.mkdir(parents=True)
    action.write_text("#!/bin/sh\n")
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "bot").mkdir()
    (folder / "bot" / "__init__.py").write_text("")
    (folder / "bot" / "py.typed").write_text("")
    monkeypatch.setattr(shipped, "CHECKOUT", folder)
    monkeypatch.setattr(shipped, "PACKAGE", folder / "bot")


def found(folder: Path) -> None:
    """Make the empty repository and clone it."""
    forge = LocalForge.found(folder / "forge", ticking(), ACME, {})
    for login, permission in PEOPLE.items():
        forge.admit(login, permission, is_bot=login.endswith("[bot]"))
    Git(forge.remote).run("update-ref", "-d", "refs/heads/main")
    git(folder, "clone", "--quiet", str(forge.remote), "fleet")


@contextmanager
def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    forge = LocalForge.at(folder / "forge", ticking(), "acme")
    tokens = {f"ghp_of_{login}": login for login in PEOPLE}
    git(folder / "fleet", "remote", "set-url", "origin", str(forge.remote))
    face = Face(forge.acting_as, ticking(), tokens, ACME.full_name, "/api/v3")
    for name in CLEARED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    with serve(face):
        monkeypatch.setenv("GITHUB_API_URL", face.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", ACME.full_name)
        ground = Ground(face, forge, folder / "fleet", monkeypatch)
        ground.acting("acme")
        yield ground
    assert face.mistakes == []
