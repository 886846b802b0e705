import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.adapters.sources import FileSource, find_sources
from bot.errors import CannotRead


def find(tmp_path: Path, *paths: object, stdin: bytes = b"") -> list[FileSource]:
    return find_sources([str(path) for path in paths], io.BytesIO(stdin), tmp_path / "work")


def test_files_folders_and_standard_input_are_read_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.jsonl").write_bytes(b"b")
    (folder / "deep" / "a.jsonl").write_bytes(b"a")
    (folder / "notes.txt").write_bytes(b"no")
    single = tmp_path / "single.txt"
    single.write_bytes(b"s")
    found = find(tmp_path, single, "-", folder, stdin=b"in")
    assert [b"".join(source.blocks()) for source in found] == [b"s", b"in", b"b", b"a"]
    assert found[1].name == "(stdin)"
    assert found[0].name == str(single)


def test_a_source_gives_the_same_each_time_though_its_file_grows(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")
    (source,) = find(tmp_path, path)
    with path.open("ab") as file:
        file.write(b"two\n")
    assert [b"".join(source.blocks()) for _ in range(2)] == [b"one\n"] * 2


def test_standard_input_can_be_read_twice(tmp_path: Path) -> None:
    (source,) = find(tmp_path, "-", stdin=b"x" * 3_000_000)
    assert [sum(map(len, source.blocks())) for _ in range(2)] == [3_000_000] * 2


def test_a_pipe_is_read_to_its_end_though_it_has_no_size(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(path.write_bytes, b"x" * 100_000)
        (source,) = find(tmp_path, path)
    assert [sum(map(len, source.blocks())) for _ in range(2)] == [100_000] * 2
    assert source.name == str(path)


def test_two_readers_of_standard_input_do_not_disturb_each_other(tmp_path: Path) -> None:
    (one,), (other,) = find(tmp_path, "-", stdin=b"one"), find(tmp_path, "-", stdin=b"other")
    assert [b"".join(source.blocks()) for source in (one, other)] == [b"one", b"other"]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"Cannot read .*gone\.jsonl: no such file"):
        find(tmp_path, tmp_path / "gone.jsonl")


def test_a_file_that_went_meanwhile_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x")
    (source,) = find(tmp_path, path)
    path.unlink()
    with pytest.raises(CannotRead, match="no such file"):
        list(source.blocks())
