"""The memo through the door, offline: no key, no client, no network."""

import shutil
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.state.documents import put
from bot.state.report.report import REPORT
from tests.effects import reports

ROOT = Path(__file__).parents[2]
NOW = "2026-11-22T12:05:00Z"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("AI_INTEGRATIONS_OPENAI_API_KEY", "OPENAI_API_KEY", "IC_MEMO_SUBJECT"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(ROOT / "policies", tmp_path / "repo" / "policies")
    return tmp_path / "repo"


def memo(repo: Path, *more: str) -> int:
    return run(["memo", "--repo", str(repo), "--now", NOW, "--local", *more])


def judged(repo: Path) -> None:
    path = repo / REPORT.pattern
    path.parent.mkdir(parents=True)
    path.write_bytes(put(REPORT.pattern, reports.usual()).data)


def test_a_memo_is_written_into_a_folder(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(repo)
    monkeypatch.setenv("IC_MEMO_SUBJECT", "Our memo")
    assert memo(repo, "--out", str(tmp_path / "out")) == 0
    assert (tmp_path / "out" / "ic_weekly.md").read_text().startswith("# Our memo")
    assert not (repo / "state/reports/ic_weekly.md").exists()


def test_a_due_memo_is_written_into_the_state(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(repo)
    assert memo(repo, "--due") == 0
    assert "OPENAI_API_KEY is set" in capsys.readouterr().out
    assert (repo / "state/reports/ic_weekly.md").exists()
    assert memo(repo, "--due") == 0
    assert "No memo is due." in capsys.readouterr().out


def test_without_a_report_it_says_what_to_do(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert memo(repo) == 1
    assert "run `governor cycle` first" in capsys.readouterr().err


def test_an_unknown_model_is_named(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(repo)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("IC_MEMO_MODEL", "gpt-9-imagined")
    assert memo(repo) == 2
    assert "'gpt-9-imagined': nobody knows its price" in capsys.readouterr().err
