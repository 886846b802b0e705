import pytest

from bot.state.documents import StateFile, load
from bot.state.registry import FILES, file_for
from tests.fakes.store import MemoryTree


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.pattern)
def test_every_version_can_be_brought_forward(file: StateFile) -> None:  # type: ignore[type-arg]
    assert sorted(file.migrations) == list(range(1, file.version))
    if file.format == "json":  # a file of lines begins without any
        assert load(MemoryTree(), file).v == file.version


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("state/agents.json", "state/agents.json"),
        ("state/events/signals/2026-11-21.jsonl", "state/events/signals/{day}.jsonl"),
        ("state/audit/2026-11.jsonl", "state/audit/{month}.jsonl"),
        ("state/inbox/5f0c-a1.jsonl", "state/inbox/{name}.jsonl"),
    ],
)
def test_a_path_finds_its_kind(path: str, pattern: str) -> None:
    file = file_for(path)
    assert file is not None
    assert file.pattern == pattern


def test_a_foreign_path_finds_none() -> None:
    assert file_for("state/agents.yaml") is None
