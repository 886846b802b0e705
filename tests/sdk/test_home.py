"""Locks end with their work, whoever was forked while they were held."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.sdk import append
from bot.sdk.home import held


@contextmanager
def child() -> Iterator[Callable[[], None]]:
    """Give a way to fork a process that does nothing for as long as this lasts."""
    pids: list[int] = []

    def fork() -> None:
        if (pid := os.fork()) == 0:
            while True:
                signal.pause()
        pids.append(pid)

    try:
        yield fork
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def test_a_child_forked_under_a_lock_does_not_keep_it(tmp_path: Path) -> None:
    with child() as fork:
        with held(tmp_path / "lock"):
            fork()
        with held(tmp_path / "lock", seconds=0.1):
            pass


def test_a_child_forked_while_a_line_was_written_stops_no_other_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.jsonl"
    with child() as fork:
        with monkeypatch.context() as patch:
            patch.setattr(append, "_append", lambda *_: fork())
            append.append(str(path), b"{}\n")
        with held(path, seconds=0.1):
            pass
