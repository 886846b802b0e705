"""The folder store: all or nothing, in any order of crashes."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from bot.adapters.folder_store import FolderStore
from bot.errors import CorruptState, StateError
from bot.ports.store import Message
from bot.state.tree import Append, Remove, Replace, Tree, Write
from bot.words.canonical import Json
from tests.adapters.operations import EVENTS, AddEvents, writes

MESSAGE = Message("test")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path, tmp_path / ".governor" / "folder")


def test_writes_are_read_back(store: FolderStore, tmp_path: Path) -> None:
    receipt = store.commit(
        [
            writes(Append("state/a/1.jsonl", b"one\n"), Append("state/a/1.jsonl", b"two\n")),
            writes(Replace("state/b.json", b"{}\n"), Replace("state/gone.json", b"{}\n")),
            writes(Remove("state/gone.json")),
        ],
        MESSAGE,
    )
    tree = store.tree()
    assert receipt.changed
    assert tree.read("state/b.json") == b"{}\n"
    assert list(tree.lines("state/a/1.jsonl")) == [b"one", b"two"]
    assert tree.names("state/") == ["state/a/1.jsonl", "state/b.json"]
    assert tree.names("state/a/1") == ["state/a/1.jsonl"]
    assert (tmp_path / "state/a/1.jsonl").read_bytes() == b"one\ntwo\n"


def test_what_is_missing_reads_as_nothing(store: FolderStore) -> None:
    tree = store.tree()
    assert tree.read("state/a.json") is None
    assert list(tree.lines("state/a.jsonl")) == []
    assert tree.names("state/") == []


def test_unchanged_content_changes_nothing(store: FolderStore) -> None:
    again = [writes(Replace("state/b.json", b"{}\n"), Append("state/a.jsonl", b""))]
    assert store.commit(again, MESSAGE).changed
    assert not store.commit(again, MESSAGE).changed


def test_many_writers_of_one_folder_lose_nothing(tmp_path: Path) -> None:
    def write(writer: int) -> None:
        store = FolderStore(tmp_path, tmp_path / ".governor" / "folder")
        for turn in range(5):
            store.commit([AddEvents((f"{writer}-{turn}",))], MESSAGE)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    lines = (tmp_path / EVENTS).read_text().splitlines()
    assert sorted(lines) == sorted(f"{writer}-{turn}" for writer in range(8) for turn in range(5))


@dataclass(frozen=True, slots=True)
class CopyOnTop:
    """Append the number of lines that stand in the file, then what another operation wrote."""

    kind: ClassVar[str] = "test-copy"

    def apply(self, tree: Tree) -> Iterable[Write]:
        yield Append("state/n.jsonl", f"{len(list(tree.lines('state/n.jsonl')))}\n".encode())
        yield Append("state/n.jsonl", (tree.read("state/n.jsonl") or b"").splitlines()[-1] + b"!\n")

    def wire(self) -> Mapping[str, Json]:
        return {"kind": self.kind}


def test_an_operation_sees_what_was_written_before_it(store: FolderStore) -> None:
    store.commit([CopyOnTop(), CopyOnTop()], MESSAGE)
    store.commit([CopyOnTop()], MESSAGE)
    assert list(store.tree().lines("state/n.jsonl")) == [b"0", b"0!", b"2", b"2!", b"4", b"4!"]


@pytest.mark.parametrize("path", ["README.md", "state/../x", "/state/x", "state/.git/x", "state"])
def test_nothing_is_written_outside_the_state(store: FolderStore, path: str) -> None:
    with pytest.raises(StateError, match="does not lie under state/"):
        store.commit([writes(Append("state/ok.jsonl", b"x\n"), Replace(path, b"x"))], MESSAGE)
    assert store.tree().names("state/") == []


def test_a_line_without_its_end_is_not_appended_to(store: FolderStore, tmp_path: Path) -> None:
    target = tmp_path / "state" / "a.jsonl"
    target.parent.mkdir()
    target.write_bytes(b'{"half":')
    with pytest.raises(CorruptState, match=r"Cannot use state/a\.jsonl: its last line has no end"):
        store.commit([writes(Append("state/a.jsonl", b"x\n"))], MESSAGE)
    assert target.read_bytes() == b'{"half":'


def test_lines_read_while_others_append_end_where_they_began(store: FolderStore) -> None:
    store.commit([writes(Append("state/a.jsonl", b"1\n2\n"))], MESSAGE)
    lines = store.tree().lines("state/a.jsonl")
    assert next(lines) == b"1"
    store.commit([writes(Append("state/a.jsonl", b"3\n"))], MESSAGE)
    assert list(lines) == [b"2"]
