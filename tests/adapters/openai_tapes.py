"""Cassettes of normal paths of a chat API: what is on each, and how one is recorded and played.

Record all of them again, from a scripted server: python -m tests.adapters.openai_tapes
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vcr.cassette import Cassette

from bot.adapters.openai_writer import Endpoint, OpenAiWriter
from bot.commands.memo import memo
from bot.commands.propose import propose
from bot.policy.writing import Llm
from bot.ports.writer import Question, Shape, Turn, Writer
from bot.wiring.writing import GITHUB, OPENAI
from bot.words.canonical import Json
from tests.adapters.tapes import cassette
from tests.commands import test_memo as memos
from tests.commands import test_propose as proposals
from tests.fakes.chat_server import Reply, chatting, completion

FOLDER = Path(__file__).parent / "openai_cassettes"
KEPT = {"content-type"}
SCHEMA: dict[str, Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["mood"],
    "properties": {"mood": {"type": "string"}},
}
TEXT = Question("Be brief.", (Turn("user", "How was the week?"),))
OBJECT = Question("Be brief.", TEXT.turns, Shape("week", SCHEMA))
CALM = completion('{"mood": "calm"}')
ON_OPENAI = Endpoint("openai", OPENAI, "gpt-4.1-mini", "recorded")
ON_GITHUB = Endpoint("github", GITHUB, "openai/gpt-4.1-mini", "recorded")


def written(writer: Writer) -> object:
    store = memos.world()
    memo(memos.desk(writer, store))
    body, _ = memos.made(store)
    return body.by, body.cuts


def proposed(writer: Writer) -> object:
    store = proposals.world()
    propose(proposals.desk(writer, store))
    found = proposals.stored(store)
    return found.by, proposals.fates(found)


@dataclass(frozen=True, slots=True)
class Tape:
    name: str
    endpoint: Endpoint
    act: Callable[[Writer], object]
    reply: Reply

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.yaml"

    def on(self, url: str) -> object:
        end = self.endpoint
        return self.act(
            OpenAiWriter(Endpoint(end.provider, url, end.model, end.key), Llm(retries=0))
        )


TAPES = (
    Tape("text", ON_OPENAI, lambda writer: writer.ask(TEXT), completion("Calm.")),
    Tape("object", ON_OPENAI, lambda writer: writer.ask(OBJECT), CALM),
    Tape("github", ON_GITHUB, lambda writer: writer.ask(OBJECT), CALM),
    Tape("memo", ON_OPENAI, written, memos.said()),
    Tape("propose", ON_OPENAI, proposed, proposals.said(*proposals.THREE)),
)


def play(tape: Tape) -> tuple[object, Cassette]:
    url = tape.endpoint.url
    with cassette(tape.path, url, url, KEPT) as played:
        return tape.on(url), played


def record(tape: Tape) -> None:
    with chatting(tape.reply) as chat, cassette(tape.path, chat.url, tape.endpoint.url, KEPT):
        tape.on(chat.url)


if __name__ == "__main__":
    for each in TAPES:
        record(each)
