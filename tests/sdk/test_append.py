import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sdk.append import LONGEST, append, sync

WHOLE = b'{"a":1}\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", WHOLE),
        (WHOLE, WHOLE * 2),
        (WHOLE + b'{"a":', WHOLE * 2),
        (b'{"a":', WHOLE),
        (WHOLE + b'{"a":1}', WHOLE * 3),
        (WHOLE + b"\xff\xfe", WHOLE * 2),
        (b"x" * LONGEST, b"x" * LONGEST + b"\n" + WHOLE),
        (b"\n", b"\n" + WHOLE),
    ],
    ids=["new", "whole", "torn", "all torn", "unended", "no text", "not ours", "empty line"],
)
def test_a_line_begins_where_the_last_whole_one_ended(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(before)
    append(str(path), WHOLE)
    assert path.read_bytes() == after


def script(body: str, *arguments: str) -> int:
    code = f"import os, resource, signal, sys\nfrom bot.sdk import append\n{body}"
    return subprocess.run([sys.executable, "-c", code, *arguments], check=False).returncode


KILLED = """
def half(file, data):
    os.write(file, data[: len(data) // 2])
    os.kill(os.getpid(), signal.SIGKILL)
append._write = half
append.append(sys.argv[1], b'{"torn":1}\\n')
"""

FULL = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (12, 12))
try:
    append.append(sys.argv[1], b'{"torn":1}\\n')
except OSError:
    sys.exit(7)
"""


@pytest.mark.parametrize(("body", "code"), [(KILLED, -9), (FULL, 7)], ids=["killed", "full"])
def test_a_writer_that_did_not_end_leaves_no_half_line(
    tmp_path: Path, body: str, code: int
) -> None:
    path = tmp_path / "events.jsonl"
    append(str(path), WHOLE)
    assert script(body, str(path)) == code
    append(str(path), WHOLE)
    assert path.read_bytes() == WHOLE * 2


def test_a_full_disk_is_cleared_up_at_once(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    append(str(path), WHOLE)
    script(FULL, str(path))
    assert path.read_bytes() == WHOLE


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        append(str(path), WHOLE)
        sync(str(path))
        assert os.read(reader, 100) == WHOLE
    finally:
        os.close(reader)


def test_a_pipe_that_nobody_reads_is_no_place(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="No such device"):
        append(str(path), WHOLE)
