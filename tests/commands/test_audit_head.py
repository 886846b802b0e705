"""The head in a file: what is written there is what `audit verify` takes."""

import json
from pathlib import Path

import pytest

from bot.commands.audit_head import audit_head
from bot.commands.audit_verify import given_anchor
from bot.errors import Refused
from bot.state.audit.head import head_of
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.state.audit.writing import record


def test_the_file_holds_what_verify_takes(tmp_path: Path) -> None:
    store, output, file = MemoryStore(record(5).files), HeardOutput(), tmp_path / "head.json"
    assert audit_head(store, output, file) == 0
    said = json.loads(file.read_text())
    assert given_anchor(said["head"], "a test").head == head_of(store.tree())
    assert output.results == [said]
    first = file.read_bytes()
    assert audit_head(store, output, file) == 0
    assert file.read_bytes() == first


def test_of_no_record_there_is_no_head(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no record yet"):
        audit_head(MemoryStore(), HeardOutput(), tmp_path / "head.json")
    assert list(tmp_path.iterdir()) == []
