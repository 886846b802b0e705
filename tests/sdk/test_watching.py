"""What a model used, recorded through OpenAI's own client against a model on loopback."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from bot.sdk import CannotRecord, usage, watch
from tests.fakes.model_server import ModelServer, serving
from tests.sdk.conftest import Heard

ASK: list[Any] = [{"role": "user", "content": "LONG or SHORT?"}]
MODEL = "gpt-4o-mini"
DATED = "gpt-4o-mini-2024-07-18"

# gpt-4o-mini: 0.15 USD a million tokens in, 0.075 of cached ones, 0.60 out.
COST = (600 * 0.15 + 400 * 0.075 + 100 * 0.60) / 1e6
USED = {
    "model": DATED,
    "provider": "openai",
    "tokens_in": 1000,
    "cached_tokens": 400,
    "tokens_out": 100,
    "reasoning_tokens": 30,
    "errors": 0,
}


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serving(ModelServer()) as server:
        yield server


@pytest.fixture
def client(model: ModelServer) -> Iterator[OpenAI]:
    with OpenAI(api_key="none", base_url=model.url, timeout=5, max_retries=0) as found:
        yield watch(found)


def told(heard: Heard, calls: int = 1) -> None:
    (line,) = heard.reports
    expected = {n: v * calls if isinstance(v, int) else v for n, v in USED.items()}
    assert {name: line[name] for name in USED} == expected
    assert line["cost_usd"] == pytest.approx(COST * calls, rel=1e-12)


def test_the_cost_is_the_one_worked_out_by_hand() -> None:
    assert pytest.approx(0.00018) == COST


def test_chat(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        answer = client.chat.completions.create(model=MODEL, messages=ASK)
    assert answer.choices[0].message.content == "LONG"
    told(heard)


def test_responses(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        assert client.responses.create(model=MODEL, input="LONG or SHORT?").output_text == "LONG"
    told(heard)


def test_parsed_answers(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        client.chat.completions.parse(model=MODEL, messages=ASK)
        client.responses.parse(model=MODEL, input="LONG or SHORT?")
    told(heard, calls=2)


def test_chat_streamed_without_asking_for_usage(
    heard: Heard, client: OpenAI, model: ModelServer
) -> None:
    """We ask for the usage, and keep the chunk that the agent does not know from it."""
    with heard.run():
        chunks = list(client.chat.completions.create(model=MODEL, messages=ASK, stream=True))
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["LO", "NG"]
    assert model.asked[0]["stream_options"] == {"include_usage": True}
    told(heard)


def test_chat_streamed_with_usage_asked_for(heard: Heard, client: OpenAI) -> None:
    with (
        heard.run(),
        client.chat.completions.create(
            model=MODEL, messages=ASK, stream=True, stream_options={"include_usage": True}
        ) as stream,
    ):
        chunks = list(stream)
    assert chunks[-1].usage is not None
    told(heard)


def test_responses_streamed(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        events = list(client.responses.create(model=MODEL, input="?", stream=True))
    assert events[-1].type == "response.completed"
    told(heard)


def test_the_clients_own_stream_helpers(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        with client.chat.completions.stream(model=MODEL, messages=ASK) as chat:
            assert chat.get_final_completion().choices[0].message.content == "LONG"
        with client.responses.stream(model=MODEL, input="?") as answer:
            assert answer.get_final_response().output_text == "LONG"
    told(heard, calls=2)


def test_a_stream_alone_may_be_watched(heard: Heard, model: ModelServer) -> None:
    with OpenAI(api_key="none", base_url=model.url, timeout=5) as plain, heard.run():
        stream = plain.responses.create(model=MODEL, input="?", stream=True)
        for _ in watch(stream):
            pass
    told(heard)


@dataclass
class Broken:
    heard: Heard
    capsys: pytest.CaptureFixture[str]

    def __call__(self, reason: str) -> None:
        (line,) = self.heard.reports
        assert (line["cost_usd"], line["tokens_in"], line["model"]) == (None, 0, MODEL)
        assert f"the cost is unknown: {reason}" in self.capsys.readouterr().err


@pytest.fixture
def broken(heard: Heard, capsys: pytest.CaptureFixture[str]) -> Broken:
    return Broken(heard, capsys)


@pytest.mark.parametrize("cut", [0, 1])
def test_a_stream_that_breaks_has_no_known_cost(
    heard: Heard, broken: Broken, client: OpenAI, model: ModelServer, cut: int
) -> None:
    model.cut = cut
    with heard.run(), pytest.raises(openai.APIConnectionError):
        list(client.chat.completions.create(model=MODEL, messages=ASK, stream=True))
    broken("a stream ended before its usage arrived")


def test_a_stream_that_the_agent_closes_has_no_known_cost(
    heard: Heard, broken: Broken, client: OpenAI
) -> None:
    with (
        heard.run(),
        client.chat.completions.create(model=MODEL, messages=ASK, stream=True) as stream,
    ):
        next(iter(stream))
    broken("a stream ended before its usage arrived")


def test_a_stream_that_nobody_finished_is_settled_when_its_run_ends(
    heard: Heard, broken: Broken, client: OpenAI
) -> None:
    with heard.run():
        stream = client.responses.create(model=MODEL, input="?", stream=True)
        next(stream)
    broken("a stream ended before its usage arrived")
    stream.close()
    assert len(heard.reports) == 1
    assert broken.capsys.readouterr().err == ""


def test_an_answer_without_usage_has_no_known_cost(
    heard: Heard, broken: Broken, client: OpenAI, model: ModelServer
) -> None:
    model.usage, model.model = False, MODEL
    with heard.run():
        client.chat.completions.create(model=MODEL, messages=ASK)
    broken("a response came without its usage")


def test_a_model_without_price_is_said_loudly_and_not_free(
    heard: Heard, client: OpenAI, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    model.model = "made up/7b"
    with heard.run():
        client.chat.completions.create(model="made up/7b", messages=ASK)
        client.chat.completions.create(model="made up/7b", messages=ASK)
    (line,) = heard.reports
    assert (line["cost_usd"], line["tokens_in"], line["model"]) == (None, 2000, "made_up/7b")
    said = capsys.readouterr().err
    assert said.count("the cost is unknown: there is no price for 'made up/7b' of 'openai'") == 1


def test_one_call_of_unknown_cost_makes_the_sum_unknown(
    heard: Heard, client: OpenAI, model: ModelServer
) -> None:
    with heard.run():
        client.chat.completions.create(model=MODEL, messages=ASK)
        model.usage = False
        client.chat.completions.create(model=MODEL, messages=ASK)
    (line,) = heard.reports
    assert (line["cost_usd"], line["tokens_in"]) == (None, 1000)


def test_each_model_has_a_line_and_the_errors_stand_on_the_first(
    heard: Heard, client: OpenAI
) -> None:
    with heard.run() as opened:
        client.chat.completions.create(model=MODEL, messages=ASK)
        client.embeddings.create(model="text-embedding-3-small", input="news")
        opened.error()
    first, second = heard.reports
    assert (first["model"], first["errors"]) == (DATED, 1)
    assert (second["model"], second["errors"]) == ("text-embedding-3-small", 0)
    assert second["cost_usd"] == pytest.approx(1000 * 0.02 / 1e6)
    assert "cached_tokens" not in second
    same = ("run_id", "ts", "latency_ms", "agent")
    assert {name: first[name] for name in same} == {name: second[name] for name in same}


def test_a_refused_call_reaches_the_agent_and_costs_nothing(
    heard: Heard, client: OpenAI, model: ModelServer
) -> None:
    model.status = 500
    with heard.run(), pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model=MODEL, messages=ASK)
    assert heard.reports[0]["model"] is None


def test_a_response_is_counted_once_however_often_it_is_given(heard: Heard, client: OpenAI) -> None:
    with heard.run() as opened:
        answer = client.chat.completions.create(model=MODEL, messages=ASK)
        usage(answer)
        opened.usage(answer)
        assert watch(client) is client
        client.chat.completions.create(model=MODEL, messages=ASK)
    told(heard, calls=2)


def test_copies_of_a_watched_client_are_watched(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        client.with_options(timeout=3).chat.completions.create(model=MODEL, messages=ASK)
    told(heard)


def test_raw_answers(heard: Heard, client: OpenAI) -> None:
    with heard.run():
        raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=ASK)
        assert raw.parse().choices[0].message.content == "LONG"
    told(heard)


def test_raw_streams_are_the_agents_to_read(heard: Heard, broken: Broken, client: OpenAI) -> None:
    plain = client.responses.with_streaming_response
    with heard.run(), plain.create(model=MODEL, input="?") as raw:
        assert raw.parse().output_text == "LONG"
    broken("a raw answer was not read")


def test_a_call_outside_of_a_run_is_said(
    client: OpenAI, capsys: pytest.CaptureFixture[str]
) -> None:
    client.chat.completions.create(model=MODEL, messages=ASK)
    assert "gpt-4o-mini was asked outside of a run; its cost is not recorded" in (
        capsys.readouterr().err
    )


async def streamed(stream: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in stream]


def test_async_clients(heard: Heard, model: ModelServer) -> None:
    async def ask() -> None:
        async with AsyncOpenAI(api_key="none", base_url=model.url, timeout=5) as plain:
            client = watch(plain)
            async with heard.run():
                await client.chat.completions.create(model=MODEL, messages=ASK)
                await client.responses.create(model=MODEL, input="?")
                await client.chat.completions.parse(model=MODEL, messages=ASK)
                chat = await client.chat.completions.create(model=MODEL, messages=ASK, stream=True)
                assert len(await streamed(chat)) == 2
                async with await client.responses.create(
                    model=MODEL, input="?", stream=True
                ) as events:
                    assert (await anext(events)).type == "response.created"
                    assert len(await streamed(events)) == 5
                async with client.chat.completions.stream(model=MODEL, messages=ASK) as helper:
                    assert (await helper.get_final_completion()).choices
                raw = await client.responses.with_raw_response.create(model=MODEL, input="?")
                assert raw.parse().output_text == "LONG"

    asyncio.run(ask())
    told(heard, calls=7)


def test_async_streams_that_break(heard: Heard, broken: Broken, model: ModelServer) -> None:
    model.cut = 1

    async def ask() -> None:
        async with (
            AsyncOpenAI(api_key="none", base_url=model.url, timeout=5, max_retries=0) as client,
            heard.run(),
        ):
            stream = await watch(client).responses.create(model=MODEL, input="?", stream=True)
            with pytest.raises(openai.APIConnectionError):
                await streamed(stream)

    asyncio.run(ask())
    broken("a stream ended before its usage arrived")


@pytest.mark.parametrize("thing", [None, 7, "client", object()])
def test_what_cannot_be_watched_is_refused(thing: object) -> None:
    with pytest.raises(CannotRecord, match="give an OpenAI or AsyncOpenAI client, or a stream"):
        watch(thing)
