"""A chat API from cassettes: what is sent must match to the last field of its body."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter
from vcr.errors import CannotOverwriteExistingCassetteException

from bot.ports.writer import Answer, Turn
from tests.adapters.openai_tapes import FOLDER, TAPES, TEXT, Tape, play
from tests.adapters.tapes import assert_clean
from tests.commands.test_propose import NAMES

PUBLISHED = TypeAdapter(CompletionCreateParamsNonStreaming)
EXPECTED: Mapping[str, object] = {
    "text": Answer("Calm."),
    "object": Answer('{"mood": "calm"}', {"mood": "calm"}),
    "github": Answer('{"mood": "calm"}', {"mood": "calm"}),
    "memo": ("gpt-4.1-mini", []),
    "propose": ("gpt-4.1-mini", dict.fromkeys(NAMES, "proposed")),
}
each = pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)


@each
def test_a_cassette_gives_its_answer(tape: Tape) -> None:
    said, cassette = play(tape)
    assert said == EXPECTED[tape.name]
    assert cassette.all_played


@each
def test_both_sides_are_as_openai_publishes_them(tape: Tape) -> None:
    """Its library is generated from its description of the API; an unknown field falls off."""
    _, cassette = play(tape)
    for request, answer in zip(cassette.requests, cassette.responses, strict=True):
        asked = json.loads(request.body)
        assert plain(PUBLISHED.validate_python(asked)) == asked
        told = ChatCompletion.model_validate_json(answer["body"]["string"], strict=True)
        assert not told.model_extra


@each
def test_what_must_be_strict_names_all_it_requires_and_forbids_the_rest(tape: Tape) -> None:
    _, cassette = play(tape)
    for request in cassette.requests:
        shape = json.loads(request.body).get("response_format", {}).get("json_schema", {})
        for part in objects(shape.get("schema", {})):
            assert part["additionalProperties"] is False
            assert part["required"] == [*part["properties"]]


def test_no_cassette_is_left_over_or_holds_a_secret() -> None:
    assert_clean(FOLDER, TAPES)


def test_another_word_matches_no_cassette() -> None:
    asked = replace(TEXT, turns=(Turn("user", "And now?"),))
    with pytest.raises(CannotOverwriteExistingCassetteException):
        play(replace(TAPES[0], act=lambda writer: writer.ask(asked)))


def plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(one) for one in value]
    return value


def objects(schema: object) -> Iterable[Mapping[str, Any]]:
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if not isinstance(schema, Mapping):
        return
    if schema.get("type") == "object":
        yield schema
    for part in schema.values():
        yield from objects(part)
