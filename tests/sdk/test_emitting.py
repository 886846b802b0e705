"""What emit has returned for is there, once and whole, whoever was killed when."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.sdk import CannotEmit, emit, emit_all
from bot.sdk.signals import encode
from tests.sdk.conftest import Heard

ROOT = Path(__file__).parents[2]
SIGNAL = {"symbol": "BTC/USDT", "direction": "LONG"}


def test_it_gives_the_line_that_it_wrote(heard: Heard) -> None:
    with heard.run() as opened:
        line = emit(SIGNAL)
        assert heard.data == [encode(line)]
    assert line["run_id"] == opened.run_id


def test_several_signals_are_written_at_once_or_not_at_all(heard: Heard) -> None:
    with heard.run():
        with pytest.raises(CannotEmit, match="direction was 'UP'"):
            emit_all([SIGNAL, {"symbol": "ETH", "direction": "UP"}])
        assert heard.data == []
        assert len(emit_all([SIGNAL, {"symbol": "ETH", "direction": "SHORT"}])) == 2
        assert len(heard.data) == 1
        assert emit_all([]) == []
    assert [line["symbol"] for line in heard.signals] == ["BTC/USDT", "ETH"]


def test_a_bad_signal_writes_nothing_and_the_run_goes_on(heard: Heard) -> None:
    with heard.run():
        with pytest.raises(CannotEmit):
            emit({"symbol": "BTC", "direction": "LONG", "confidence": 7})
        emit(SIGNAL)
    assert len(heard.signals) == 1
    assert heard.reports[0]["errors"] == 0


def test_outside_of_a_run_nothing_is_emitted(heard: Heard) -> None:
    with pytest.raises(CannotEmit, match="run is missing; emit inside `with run"):
        emit(SIGNAL)
    with heard.run() as opened:
        pass
    with pytest.raises(CannotEmit, match="it has ended; emit inside it"):
        emit(SIGNAL, run=opened)
    assert heard.signals == []


def crowd(tmp_path: Path, target: str, workers: int, emits: int, seed: int = 7) -> None:
    acks = tmp_path / "acks"
    acks.mkdir()
    numbers = map(str, (workers, emits, seed))
    done = subprocess.run(
        [sys.executable, "-m", "tests.sdk.emitters", target, str(acks), *numbers],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    place = Path(target)
    files = [place] if place.is_file() else sorted(place.glob("*.jsonl"))
    text = b"".join(path.read_bytes() for path in files)
    assert text.endswith(b"\n")
    lines = [json.loads(line) for line in text.splitlines()]
    said = Counter(line["run_id"] for line in lines if "direction" in line)
    returned = {path.name: path.stat().st_size for path in acks.iterdir()}
    names = {line["signal_id"] for line in lines if "direction" in line}
    killed = int(done.stdout)
    assert len(names) == said.total()
    assert sum(returned.values()) == workers * emits
    assert all(said[run] - count in (0, 1) for run, count in returned.items())
    assert said.total() - workers * emits <= killed
    assert len(lines) - len(said) >= workers
    assert killed >= workers


def test_emits_of_killed_processes_are_there_once_and_whole(tmp_path: Path) -> None:
    crowd(tmp_path, str(tmp_path / "events.jsonl"), workers=16, emits=1000)


def test_emits_into_a_folder_are_there_once_and_whole(tmp_path: Path) -> None:
    crowd(tmp_path, str(tmp_path / "inbox") + "/", workers=4, emits=50)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_emits_are_there_once_and_whole_whatever_the_chance(tmp_path: Path, seed: int) -> None:
    crowd(tmp_path, str(tmp_path / "events.jsonl"), workers=16, emits=1000, seed=seed)
