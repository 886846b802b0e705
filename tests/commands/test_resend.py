"""Unsent work arrives once, and its file goes only then."""

from pathlib import Path

import pytest

from bot.commands.resend import resend
from bot.errors import CannotPush, CannotRead
from bot.ports.store import Message, Receipt, Store
from bot.state.lifecycle import LimitStage
from bot.state.wire import DECODERS, Unsent, write_unsent
from bot.words import instant
from bot.words.stage import Stage
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

KILL = LimitStage("a", Stage.KILLED, "kill", instant.EPOCH, "r", "ann")
UNSENT = Unsent("Kill a", {"Run": "7"}, [KILL])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"".join(write_unsent(UNSENT)))
    return path


def test_the_work_arrives_with_its_message_and_the_file_goes(file: Path) -> None:
    store, out = MemoryStore(), HeardOutput()
    assert resend(store, out, file, DECODERS) == 0
    assert store.messages == [Message("Kill a", {"Run": "7"})]
    assert b"killed" in store.now.files["state/agents.json"]
    assert not file.exists()
    assert out.said == [f"1 operation sent; {file} is gone."]


def test_work_that_is_there_already_is_not_done_again(file: Path) -> None:
    store, out = MemoryStore(), HeardOutput()
    store.commit([KILL], Message("Kill a"))
    assert resend(store, out, file, DECODERS) == 0
    assert len(store.messages) == 1
    assert out.said == [f"1 operation already there; {file} is gone."]


class Refusing(MemoryStore):
    def commit(self, operations: object, message: Message) -> Receipt:
        del operations, message
        raise CannotPush("governor-state", "the rules refuse it", "Change them", "x.jsonl")


@pytest.mark.parametrize(
    ("store", "text", "error"),
    [
        (Refusing(), None, CannotPush),
        (MemoryStore(), '{"v":1', CannotRead),
        (MemoryStore({"state/agents.json": b"{"}), None, Exception),
    ],
)
def test_a_file_whose_work_did_not_arrive_stays(
    store: Store, text: str | None, error: type[Exception], file: Path
) -> None:
    if text is not None:
        file.write_text(text)
    before = file.read_bytes()
    with pytest.raises(error):
        resend(store, HeardOutput(), file, DECODERS)
    assert file.read_bytes() == before


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"gone\.jsonl: No such file"):
        resend(MemoryStore(), HeardOutput(), tmp_path / "gone.jsonl", DECODERS)
