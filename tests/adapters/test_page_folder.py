from pathlib import Path

import pytest

from bot.adapters.page_folder import LIST, PageFolder
from bot.errors import BadUsage


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path / "site")
    assert folder.publish({"index.html": b"a", "agents/fox.html": b"b"}, "s") == 2
    before = (tmp_path / "site/agents/fox.html").stat().st_mtime_ns
    assert folder.publish({"index.html": b"c", "agents/fox.html": b"b"}, "s") == 1
    assert (tmp_path / "site/agents/fox.html").stat().st_mtime_ns == before
    assert (tmp_path / "site/index.html").read_bytes() == b"c"


def test_pages_of_who_is_gone_are_removed(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    folder.publish({"index.html": b"a", "agents/fox.html": b"b"}, "s")
    assert folder.publish({"index.html": b"a"}, "s") == 1
    assert not (tmp_path / "agents/fox.html").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BadUsage, match="holds other files"):
        PageFolder(tmp_path).publish({"index.html": b"a"}, "s")
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_was_made_of_the_same_stands_until_somebody_touches_it(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    assert not folder.stands("one")
    folder.publish({"index.html": b"a"}, "one")
    assert folder.stands("one")
    assert not folder.stands("two")
    (tmp_path / "index.html").write_bytes(b"b")
    assert not folder.stands("one")


def test_a_damaged_list_only_means_that_all_is_written_again(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    folder.publish({"index.html": b"a"}, "one")
    (tmp_path / LIST).write_bytes(b"{")
    assert not folder.stands("one")
    assert folder.publish({"index.html": b"a"}, "one") == 0
    assert folder.stands("one")
