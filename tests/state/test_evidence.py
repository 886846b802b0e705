import json

import pytest

from bot.errors import CorruptState, UnknownSchema
from bot.state.documents import load, put
from bot.state.evidence import CHECKPOINT, EVIDENCE, Checkpoint, Hypotheses, checkpoint_path
from bot.state.registry import file_for
from tests.fakes.store import MemoryTree

PATH = checkpoint_path("2026-03-02")
ENTRY = {
    "agent": "ann",
    "epoch": 2,
    "granted": 2,
    "strategy_class": "momentum",
    "fingerprint": "f",
    "since": "2026-03-02T00:00:00.000Z",
}


def checkpoint() -> Checkpoint:
    return Checkpoint(
        at="2026-03-02T00:00:00.000Z",
        basis="b",
        revision=3,
        counts={"state/events/signals/2026-03-01.jsonl": 7},
        market={"hourly_variance": 0.1},
        hours=[(1.0, 2.5)],
        prior=[0.5, 0.5],
        curve={"equity": 1.0},
        daily_bps=[-3.25],
        columns=["open", "drift"],
        hypotheses={"ann/1": [True, 1.5], "bob/1": [False, -0.1]},
    )


def test_a_row_of_a_table_is_one_line_and_is_read_back() -> None:
    page = put(PATH, checkpoint()).data
    assert b'  "ann/1": [true,1.5],\n  "bob/1": [false,-0.1]\n' in page
    assert json.loads(page) == checkpoint().model_dump(mode="json")
    assert load(MemoryTree({PATH: page}), CHECKPOINT, PATH) == checkpoint()


def test_the_files_of_a_day_are_known_by_their_paths() -> None:
    assert file_for(PATH) is CHECKPOINT
    assert file_for("state/evidence.json") is EVIDENCE


def test_the_table_of_hypotheses_is_read_back() -> None:
    table = Hypotheses.model_validate({"hypotheses": {"ann/2": ENTRY}})
    page = put(EVIDENCE.pattern, table).data
    assert page.count(b"\n") == 6
    assert load(MemoryTree({EVIDENCE.pattern: page}), EVIDENCE) == table


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"v":1,"hypotheses":{"ann/2":{}}}', b"[1]"])
def test_a_damaged_table_stops(damage: bytes) -> None:
    with pytest.raises(CorruptState, match=r"state/evidence\.json"):
        load(MemoryTree({EVIDENCE.pattern: damage}), EVIDENCE)


def test_a_newer_table_stops() -> None:
    with pytest.raises(UnknownSchema):
        load(MemoryTree({EVIDENCE.pattern: b'{"v":2}'}), EVIDENCE)
