"""Where lines go, and that ingest takes them from there as they are."""

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.main import run as governor
from bot.sdk import CannotWrite, emit, emit_all, run
from bot.sdk.sinks import FileSink, FolderSink, sink_of

ROOT = Path(__file__).parents[2]
SIGNALS = [
    {"symbol": "BTC/USDT", "direction": "LONG", "prob_up": 0.6, "ensemble_score_final": 1.5},
    {"symbol": "ETH/USDT", "direction": "SHORT", "confidence": 0.4, "regime": "MIXED"},
]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GOVERNOR_EVENTS", raising=False)
    shutil.copytree(ROOT / "policies", tmp_path / "repo" / "policies")
    (tmp_path / "repo" / "policies" / "agents.yml").write_text(
        "v: 1\nagents:\n  - {name: mom-1, strategy_class: momentum, version: '3'}\n"
    )
    (tmp_path / "repo" / "agents").mkdir()
    monkeypatch.chdir(tmp_path / "repo" / "agents")
    return tmp_path / "repo"


def speak() -> list[str]:
    with run("mom-1", "momentum", fingerprint="3"):
        return [str(line["signal_id"]) for line in emit_all(SIGNALS)] + [
            str(emit({"symbol": "SOL/USDT", "direction": "FLAT"})["signal_id"])
        ]


def ingested(repo: Path, *sources: Path) -> list[str]:
    code = governor(["ingest", "--strict", "--local", "--repo", str(repo), *map(str, sources)])
    assert code == 0
    files = (repo / "state" / "events" / "signals").glob("*.jsonl")
    return [
        json.loads(line)["signal_id"] for path in files for line in path.read_text().splitlines()
    ]


def said_in(capsys: pytest.CaptureFixture[str]) -> str:
    return "".join(capsys.readouterr())


def test_ingest_takes_the_inbox_that_is_found_from_anywhere_in_the_repository(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = speak()
    inbox = sorted((repo / "state" / "inbox").iterdir())
    assert [path.suffix for path in inbox] == [".jsonl"] * 3
    assert sorted(ingested(repo)) == sorted(names)
    assert "4 lines: 4 stored (3 signals, 1 telemetry line), 0 duplicates, 0 quarantined." in (
        said_in(capsys)
    )
    assert not list((repo / "state" / "inbox").glob("*.jsonl"))


def test_ingest_takes_a_file_and_takes_it_again_without_doubles(
    repo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = repo / "logs" / "agents.jsonl"
    monkeypatch.setenv("GOVERNOR_EVENTS", str(file))
    names = speak()
    assert ingested(repo, file) == names
    assert ingested(repo, file) == names
    assert "4 lines: 0 stored (0 signals, 0 telemetry lines), 4 duplicates" in said_in(capsys)
    names += speak()
    assert ingested(repo, file) == names


def test_ingest_takes_a_folder(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVERNOR_EVENTS", str(repo / "out") + "/")
    assert sorted(speak()) == sorted(ingested(repo, repo / "out"))


def test_outside_of_a_repository_a_place_must_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOVERNOR_EVENTS", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CannotWrite, match=r"has policies/governor\.yml; set GOVERNOR_EVENTS to a"):
        speak()


def test_a_place_that_cannot_be_written_is_found_before_the_run_begins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    began = False
    with (
        pytest.raises(CannotWrite, match=r"Cannot write to .*: (not a directory|file exists)"),
        run("mom-1", "momentum", sink=tmp_path / "file" / "events.jsonl"),
    ):
        began = True
    assert not began


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("events.jsonl", FileSink),
        ("logs/events", FileSink),
        ("out/", FolderSink),
        (".", FolderSink),
    ],
)
def test_a_folder_is_what_is_one_or_ends_like_one(
    target: str, kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(sink_of(target), kind)


def test_where_a_run_writes_does_not_move_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with run("mom-1", "momentum", sink="events.jsonl"):
        monkeypatch.chdir(tmp_path / "elsewhere")
    assert (tmp_path / "events.jsonl").exists()


def test_the_end_of_a_run_forces_its_file_to_disk_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    monkeypatch.setattr("os.fsync", forced.append)
    with run("mom-1", "momentum", sink=tmp_path / "events.jsonl"):
        emit_all(SIGNALS)
        assert forced == []
    assert len(forced) == 1
    FolderSink(str(tmp_path))(b"{}\n")
    assert len(forced) == 2


def test_a_write_that_fails_says_where_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").mkdir()
    with pytest.raises(CannotWrite) as caught:
        FileSink(str(tmp_path / "events.jsonl"))(b"{}\n")
    path = tmp_path / "events.jsonl"
    assert str(caught.value) == (
        f"Cannot write to {path}: is a directory; set GOVERNOR_EVENTS to a file or folder that "
        "this process may write."
    )
    shutil.rmtree(path)
    with pytest.raises(CannotWrite, match="no such file or directory"):
        FolderSink(str(path))(b"{}\n")
