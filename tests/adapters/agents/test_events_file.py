import os
from pathlib import Path

from bot.adapters.agents.endings import too_much
from bot.adapters.agents.events_file import read_events
from bot.ports.agents import Ending


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "e").write_bytes(b"one\ntwo\n")
    assert read_events(tmp_path / "e") == (b"one\ntwo\n", False)
    assert read_events(tmp_path / "e", limit=8) == (b"one\ntwo\n", False)
    assert read_events(tmp_path / "none") == (b"", False)


def test_what_is_too_long_is_cut_at_a_line_and_said(tmp_path: Path) -> None:
    (tmp_path / "e").write_bytes(b"one\ntwo\nthree\n")
    assert read_events(tmp_path / "e", limit=9) == (b"one\ntwo\n", True)
    (tmp_path / "e").write_bytes(b"x" * 20)
    assert read_events(tmp_path / "e", limit=9) == (b"", True)
    assert too_much(Ending.DONE, "") == (
        Ending.FAILED,
        "wrote more than 16 MB of events, and the rest was left out",
    )
    assert too_much(Ending.TIMED_OUT, "stopped after 3 s")[0] == Ending.TIMED_OUT


def test_a_link_is_not_followed_and_a_pipe_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "."):
        assert read_events(tmp_path / name) == (b"", False)
