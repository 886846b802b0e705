"""A damaged state file met through the door: exit 1, one sentence, the file as it was."""

import shutil
from pathlib import Path

import pytest

from bot.cli.main import run
from tests.adapters.state_git import BRANCH, git, make_bare, make_clone

ROOT = Path(__file__).parents[2]
AUDIT = "state/audit/2026-11.jsonl"
KILL = ["kill", "all", "--reason", "fills look wrong", "--by", "kim"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    shutil.copytree(ROOT / "state", tmp_path / "state")
    return tmp_path


def files_of(repo: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in repo.glob("state/**/*") if path.is_file()}


@pytest.mark.parametrize(
    ("path", "damaged", "reason"),
    [
        ("state/kill_switch.json", b'{"v": 1, "entr', "it is not JSON"),
        ("state/kill_switch.json", b'{"v": 1, "entries": {"all": "yes"}}', "entries.all: Input"),
        ("state/kill_switch.json", b'{"v": 2, "entries": {}}', "its schema version is 2"),
        (AUDIT, b'{"v":1,"seq":0,"pre', "its last line is cut off"),
    ],
    ids=["truncated", "hand-edited", "future-schema", "truncated-record"],
)
def test_it_stops_and_touches_nothing(
    path: str, damaged: bytes, reason: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo / path).parent.mkdir(exist_ok=True)
    (repo / path).write_bytes(damaged)
    before = files_of(repo)
    assert run([*KILL, "--local", "--repo", str(repo)]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"governor: Cannot use {path}: ")
    assert reason in said.err
    assert said.err.count("\n") == 1
    assert files_of(repo) == before


def test_a_senseless_variable_keeps_nobody_from_a_kill(
    tmp_path: Path, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = make_bare(tmp_path / "remote.git")
    make_clone(repo, bare)
    monkeypatch.setenv("MAX_DRAWDOWN_BPS", "nan")
    assert run([*KILL, "--repo", str(repo)]) == 0
    assert "fills look wrong" in git(bare, "show", f"{BRANCH}:state/kill_switch.json")


def test_a_sound_state_takes_the_kill(repo: Path) -> None:
    assert run([*KILL, "--local", "--repo", str(repo)]) == 0
    assert b"fills look wrong" in (repo / "state/kill_switch.json").read_bytes()
