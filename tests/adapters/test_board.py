import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.adapters.board import Coloured, Plain
from bot.adapters.board_drawn import drawn
from bot.effects.status import HEAD, Board, Word

ROW = tuple(Word(f"c{at}", "bad" if at == 1 else "") for at in range(len(HEAD)))
BOARD = Board((("mode", Word("shadow", "good")),), (ROW,), ("1 agent.",))
EMPTY = Board((), (), ("Nothing was judged yet.",))
WHY = "Live: the chance that its edge is gone is 0.033, and it is demoted above 0.8."
FULL = tuple(
    map(Word, ("tide-eth", "live", "100", "+11,660.3 bps", "16,020", "▁▁▂▃▄▅▆▆▇▇▆█", "HOLD", WHY))
)
FLEET = Board((("PnL", Word("+236.6 bps", course="▁▂▃▄▅▆▇█" * 6)),), (FULL,), ("1 agent.",))
WATCHED = """
import itertools, signal, sys
from bot.adapters.board import {kind}
from bot.effects.status import Board, Word
rows = [tuple(Word(f"a{{n}}-{{at}}") for at in range(8)) for n in range(30)]
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
boards = (Board((("look", Word(f"look {{n}}")),), tuple(rows)) for n in itertools.count())
{kind}(sys.stdout, pause={pause}).follow(boards)
print("left in peace")
"""


def test_plain_lines_have_no_colours() -> None:
    out = StringIO()
    Plain(out).show(BOARD)
    assert out.getvalue().splitlines()[0] == "mode  shadow"
    assert "\x1b" not in out.getvalue()


def test_a_program_that_wants_json_gets_no_lines() -> None:
    out = StringIO()
    Plain(out, quiet=True).show(BOARD)
    assert out.getvalue() == ""


def test_a_person_sees_the_same_words() -> None:
    out = StringIO()
    Coloured(out).show(BOARD)
    Coloured(out).show(EMPTY)
    for word in ("shadow", "agent", "c0", "1 agent.", "Nothing was judged yet."):
        assert word in out.getvalue()


def test_watching_shows_each_look(tmp_path: Path) -> None:
    with (tmp_path / "seen").open("w+") as out:
        Plain(out, pause=0.0).follow(iter([BOARD, EMPTY]))
        out.seek(0)
        assert "1 agent.\n\n" in (seen := out.read())
        assert "Nothing was judged yet." in seen
    Coloured(StringIO(), pause=0.0).follow(iter([BOARD, EMPTY]))


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
def test_at_any_width_a_number_is_whole_or_its_column_is_named_as_left_out(width: int) -> None:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(drawn(FLEET, width))
    seen = out.getvalue()
    assert max(map(len, seen.splitlines())) <= width
    left_out = re.sub(r"\s+", " ", seen.partition("No room for")[2])
    for at, word in enumerate(FULL[:-1]):
        assert (word.text in seen) != (HEAD[at] in left_out), HEAD[at]
    assert WHY in " ".join(seen.split())
    assert "+236.6 bps" in seen
    assert "…" not in seen


@dataclass
class Watched:
    """A child that watches in a terminal; `seen` is what it wrote so far."""

    child: "subprocess.Popen[bytes]"
    terminal: int
    seen: str = ""

    def until(self, words: str, seconds: float = 30.0) -> str:
        end, begin = time.monotonic() + seconds, len(self.seen)
        while words not in self.seen[begin:] and time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                with suppress(OSError):
                    self.seen += os.read(self.terminal, 65536).decode(errors="replace")
        assert words in self.seen[begin:], self.seen[-2000:]
        return self.seen[begin:]

    def size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@contextmanager
def watching(pause: float) -> Iterator[Watched]:
    terminal, inner = pty.openpty()
    code = WATCHED.format(kind="Coloured", pause=pause)
    bare = {name: one for name, one in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**bare, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(inner)
    watched = Watched(child, terminal)
    watched.size(20, 100)
    try:
        yield watched
    finally:
        child.kill()
        child.wait()
        os.close(terminal)


def test_who_watches_sees_each_look_in_place_and_leaves_in_peace() -> None:
    with watching(0.2) as watched:
        watched.until("look 1")
        later = watched.until("look 3")
        assert "\x1b[2J" not in later, "the whole screen was cleared, which flickers"
        assert "more lines: make the window taller" in later
        watched.child.send_signal(signal.SIGINT)
        end = watched.until("left in peace")
        assert "\x1b[?1049l" in end, "the terminal was left on the other screen"
        assert "\x1b[?25h" in end, "the terminal was left without its cursor"
        assert watched.child.wait(60) == 0
        assert "Traceback" not in watched.seen


def test_a_window_of_another_size_is_filled_at_once() -> None:
    with watching(600) as watched:
        watched.until("more lines")
        watched.size(70, 60)
        watched.until("a29-7")


def test_watching_ends_at_once_when_nobody_reads_any_more() -> None:
    code = WATCHED.format(kind="Plain", pause=600)
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.readline()
        child.stdout.close()
        assert child.wait(60) != 0
        assert b"BrokenPipeError" in child.stderr.read()
