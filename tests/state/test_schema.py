"""What lies under state/ in the repository is what the registry says."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.state.lease import GATE
from bot.state.lifecycle import LimitStage
from bot.state.schema import genesis_files, readme
from bot.words import instant
from bot.words.stage import Stage
from tests.fakes.store import MemoryTree

ROOT = Path(__file__).parents[2]
FILES = genesis_files()


@pytest.mark.parametrize("path", FILES)
def test_the_checked_in_file_is_the_generated_one(path: str) -> None:
    """After a change run `make schemas`."""
    assert (ROOT / path).read_bytes() == FILES[path]


def test_the_readme_lists_every_kind() -> None:
    assert b"| `events/signals/{day}.jsonl` | 1 | ingest |" in readme()
    assert b"| `reports/pr_comment.md` | - | apply |" in readme()


def test_the_genesis_lease_lets_nobody_trade() -> None:
    lease = GATE.model.model_validate_json(FILES[GATE.pattern])
    assert lease.mode == "shadow"
    assert instant.parse(lease.valid_until) <= instant.EPOCH


def test_documents_fit_their_exported_schema() -> None:
    schema = json.loads(FILES["state/schemas/agents.schema.json"])
    Draft202012Validator.check_schema(schema)
    since = instant.EPOCH + timedelta(days=1)
    tree = MemoryTree().run([LimitStage("a", Stage.KILLED, "kill", since, "r", "me", {"n": 1})])
    document = json.loads(tree.files["state/agents.json"])
    validator = Draft202012Validator(schema)
    validator.validate(document)
    document["agents"]["a"]["stage"] = "flying"
    assert not validator.is_valid(document)
