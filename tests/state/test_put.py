import json

import pytest

from bot.errors import CorruptState, StateError, UnknownSchema
from bot.state.put import PutDocument, PutText, put_text
from bot.words.canonical import Json
from tests.fakes.store import MemoryTree

PATH = "state/reconcile.json"


def put(**body: Json) -> PutDocument:
    return PutDocument(PATH, 1, body)


def test_a_document_is_replaced_whole() -> None:
    tree = MemoryTree().run([put(a=1), put(b=2)])
    assert json.loads(tree.files[PATH]) == {"v": 1, "b": 2}


def test_late_work_does_not_set_a_document_back() -> None:
    newer, older = put(generated_at="2026-11-21"), put(generated_at="2026-11-20")
    tree = MemoryTree().run([newer, older])
    assert b"2026-11-21" in tree.files[PATH]


@pytest.mark.parametrize(("number", "stands"), [(1, 2), (2, 2), (3, 3)])
def test_a_lower_number_does_not_replace_a_higher_one(number: int, stands: int) -> None:
    later = put(generated_at="2026-11-22", sequence=number)
    tree = MemoryTree().run([put(generated_at="2026-11-21", sequence=2), later])
    assert json.loads(tree.files[PATH])["sequence"] == stands


@pytest.mark.parametrize(
    "path", ["state/nobody.json", "README.md", "state/ledger/2026-11-21.jsonl"]
)
def test_only_known_documents_are_written(path: str) -> None:
    with pytest.raises(StateError, match="no such document is known"):
        list(PutDocument(path, 1, {}).apply(MemoryTree()))


def test_what_cannot_be_read_is_not_replaced() -> None:
    with pytest.raises(CorruptState):
        list(put(a=1).apply(MemoryTree({PATH: b"{"})))
    with pytest.raises(UnknownSchema):
        list(put(a=1).apply(MemoryTree({PATH: b'{"v": 2}'})))


def test_another_schema_than_the_known_one_is_not_written() -> None:
    with pytest.raises(UnknownSchema):
        list(PutDocument(PATH, 2, {}).apply(MemoryTree()))


def test_a_body_of_the_wrong_shape_is_not_written() -> None:
    with pytest.raises(StateError, match="mode"):
        list(PutDocument("state/gate.json", 1, {"mode": "yes"}).apply(MemoryTree()))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_not_written(number: float) -> None:
    with pytest.raises(StateError, match=r"reconcile\.json: .*Nothing was written"):
        list(put(a=number).apply(MemoryTree()))
    with pytest.raises(StateError, match="weights"):
        list(PutDocument("state/gate.json", 1, {"weights": {"ann": number}}).apply(MemoryTree()))


PAGE = "state/reports/pr_comment.md"


def test_a_page_is_replaced_and_an_equal_one_is_not_written() -> None:
    tree = MemoryTree().run([PutText(PAGE, "one"), PutText(PAGE, "two")])
    assert tree.read(PAGE) == b"two"
    assert list(PutText(PAGE, "two").apply(tree)) == []


@pytest.mark.parametrize("path", ["state/agents.json", "state/other.md", "policies/agents.yml"])
def test_what_is_no_known_page_is_refused(path: str) -> None:
    with pytest.raises(StateError, match="no such page"):
        list(PutText(path, "x").apply(MemoryTree()))


def test_a_page_survives_being_kept_as_unsent_work() -> None:
    assert put_text(PutText(PAGE, "x").wire()) == PutText(PAGE, "x")
