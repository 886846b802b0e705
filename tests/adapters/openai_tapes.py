"""Cassettes of normal paths of a chat API: what is on each, and how one is recorded and played.

Record all of them again, from a scripted server: python -m tests.adapters.openai_tapes
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vcr
from vcr.cassette import Cassette
from vcr.request import Request

from bot.adapters.openai_writer import Endpoint, OpenAiWriter
from bot.policy.writing import Llm
from bot.ports.writer import Question, Said, Shape, Turn
from bot.wiring.writing import GITHUB, OPENAI
from bot.words.canonical import Json
from tests.fakes.chat_server import Reply, chatting, completion

FOLDER = Path(__file__).parent / "openai_cassettes"
MATCH_ON = ("method", "scheme", "host", "path", "query", "body")
KEPT = {"content-type", "content-length"}
SCHEMA: dict[str, Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["mood"],
    "properties": {"mood": {"type": "string"}},
}
TEXT = Question("Be brief.", (Turn("user", "How was the week?"),))
OBJECT = Question("Be brief.", TEXT.turns, Shape("week", SCHEMA))


@dataclass(frozen=True, slots=True)
class Tape:
    name: str
    endpoint: Endpoint
    question: Question
    reply: Reply

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.yaml"


TAPES = (
    Tape("text", Endpoint("openai", OPENAI, "gpt-4.1-mini", "recorded"), TEXT, completion("Calm.")),
    Tape(
        "object",
        Endpoint("openai", OPENAI, "gpt-4.1-mini", "recorded"),
        OBJECT,
        completion('{"mood": "calm"}'),
    ),
    Tape(
        "github",
        Endpoint("github", GITHUB, "openai/gpt-4.1-mini", "recorded"),
        OBJECT,
        completion('{"mood": "calm"}'),
    ),
)


def play(tape: Tape, question: Question | None = None) -> tuple[Said, Cassette]:
    with _cassette(tape, "none", tape.endpoint.url) as cassette:
        return _ask(tape, tape.endpoint.url, question or tape.question), cassette


def record(tape: Tape) -> None:
    tape.path.unlink(missing_ok=True)
    with chatting(tape.reply) as chat, _cassette(tape, "once", chat.url):
        _ask(tape, chat.url, tape.question)


def _ask(tape: Tape, url: str, question: Question) -> Said:
    end = tape.endpoint
    writer = OpenAiWriter(Endpoint(end.provider, url, end.model, end.key), Llm(retries=0))
    return writer.ask(question)


@contextmanager
def _cassette(tape: Tape, mode: str, url: str) -> Iterator[Cassette]:
    def to_public(request: Request) -> Request:
        request.uri = request.uri.replace(url, tape.endpoint.url)
        request.headers = {}
        return request

    def kept(response: Mapping[str, Any]) -> dict[str, Any]:
        headers = {key: value for key, value in response["headers"].items() if key.lower() in KEPT}
        return {**response, "headers": headers}

    recorder = vcr.VCR(
        record_mode=mode,
        match_on=MATCH_ON,
        before_record_request=to_public,
        before_record_response=kept,
    )
    with recorder.use_cassette(str(tape.path)) as cassette:
        yield cassette


if __name__ == "__main__":
    for each in TAPES:
        record(each)
