"""The real client against a scripted server: whatever comes back, the outcome is a stated one."""

import socket
from dataclasses import replace

import pytest

from bot.adapters.openai_writer import Endpoint, OpenAiWriter
from bot.errors import BadUsage
from bot.policy.writing import Llm
from bot.ports.writer import Answer, Question, Shape, Silence, Turn, Why
from tests.fakes.chat_server import Reply, chatting, completion, failure

KEY = "sk-very-secret-0123456789"
LIMITS = Llm(retries=0, timeout_seconds=2.0)
SHAPE = Shape("memo", {"type": "object", "properties": {"a": {"type": "string"}}})
TEXT = Question("Be brief.", (Turn("user", "How was the week?"),))
OBJECT = replace(TEXT, shape=SHAPE)
FAST = {"retry_after_ms": "1"}


def writer(url: str, limits: Llm = LIMITS, model: str = "gpt-4.1-mini") -> OpenAiWriter:
    return OpenAiWriter(Endpoint("openai", url, model, KEY), limits)


def test_a_good_answer_is_an_object_and_is_paid_for() -> None:
    with chatting(completion('{"a": "calm"}')) as chat:
        asked = writer(chat.url)
        assert asked.ask(OBJECT) == Answer('{"a": "calm"}', {"a": "calm"})
    (used,) = asked.used
    assert (used.tokens_in, used.tokens_out, used.answered) == (1000, 100, True)
    assert used.cost_usd == pytest.approx(1000 * 0.4e-6 + 100 * 1.6e-6)
    assert chat.keys == [f"Bearer {KEY}"]


def test_the_request_carries_the_limits_and_the_strict_shape() -> None:
    with chatting(completion("{}")) as chat:
        writer(chat.url).ask(OBJECT)
    (body,) = chat.asked
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("gpt-4.1-mini", 0.2, 1800)
    assert [turn["role"] for turn in body["messages"]] == ["system", "user"]
    assert body["response_format"]["json_schema"]["strict"] is True


OUTCOMES = {
    "refusal": (completion(None, refusal="I will not."), Why.REFUSED),
    "filtered": (completion("x", finish_reason="content_filter"), Why.REFUSED),
    "cut": (completion('{"a": "ca', finish_reason="length"), Why.CUT_SHORT),
    "broken": (completion('{"a": "ca'), Why.MALFORMED),
    "not an object": (completion("[1]"), Why.MALFORMED),
    "nan": (completion('{"a": NaN}'), Why.MALFORMED),
    "empty": (completion("  "), Why.EMPTY),
    "nothing": (completion(None), Why.EMPTY),
    "no choice": (completion("x", choices=[]), Why.EMPTY),
    "a page": (Reply(b"<html>hello</html>", kind="text/html"), Why.MALFORMED),
    "half a reply": (Reply(b'{"id": "chat', short=9), Why.UNREACHABLE),
    "no json": (Reply(b'{"id": "chat'), Why.MALFORMED),
    "a list": (Reply(b"[]"), Why.MALFORMED),
    "null parts": (Reply(b'{"choices": [null]}'), Why.MALFORMED),
    "429": (failure(429, "slow down"), Why.RATE_LIMITED),
    "500": (failure(500, "oh no"), Why.FAILED),
    "400": (failure(400, "no such format"), Why.FAILED),
    "wrong key": (failure(401, f"Incorrect API key provided: {KEY}"), Why.WRONG_KEY),
    "no right": (failure(403, "forbidden"), Why.WRONG_KEY),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_what_is_no_answer_is_silence_with_its_reason(case: str) -> None:
    reply, why = OUTCOMES[case]
    with chatting(reply) as chat:
        asked = writer(chat.url)
        said = asked.ask(OBJECT)
    assert isinstance(said, Silence)
    assert said.why is why
    assert said.sentence
    assert KEY not in said.sentence
    assert [one.answered for one in asked.used] == [False]


def test_a_server_that_hangs_is_left_and_reckoned_as_paid() -> None:
    with chatting(replace(completion("late"), wait=0.6)) as chat:
        asked = writer(chat.url, LIMITS.model_copy(update={"timeout_seconds": 0.2}))
        said = asked.ask(TEXT)
    assert isinstance(said, Silence)
    assert said.why is Why.TIMED_OUT
    assert asked.used[0].cost_usd > 0


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        said = writer(url).ask(TEXT)
    assert isinstance(said, Silence)
    assert said.why is Why.UNREACHABLE


def test_a_refusal_to_serve_is_tried_again_as_often_as_policy_says() -> None:
    limits = LIMITS.model_copy(update={"retries": 2})
    with chatting(failure(429, "slow", **FAST), failure(500, "no", **FAST), completion("ok")) as c:
        assert writer(c.url, limits).ask(TEXT) == Answer("ok")
    with chatting(failure(500, "no", **FAST)) as c:
        assert isinstance(writer(c.url, limits).ask(TEXT), Silence)
    assert len(c.asked) == 3


def test_a_wrong_key_is_not_tried_again() -> None:
    limits = LIMITS.model_copy(update={"retries": 2})
    with chatting(failure(401, "no")) as chat:
        writer(chat.url, limits).ask(TEXT)
    assert len(chat.asked) == 1


@pytest.mark.parametrize("bound", [{"run_tokens": 3500}, {"run_usd": 0.0036}])
def test_the_run_stops_before_it_could_exceed_its_budget(bound: dict[str, float]) -> None:
    with chatting(completion("ok")) as chat:
        asked = writer(chat.url, LIMITS.model_copy(update=bound))
        assert isinstance(asked.ask(TEXT), Answer)
        asked.ask(TEXT)
        said = asked.ask(TEXT)
    assert isinstance(said, Silence)
    assert said.why is Why.OVER_BUDGET
    assert len(chat.asked) < 3


def test_an_answer_without_usage_counts_as_the_longest_one() -> None:
    with chatting(completion("ok", usage=None)) as chat:
        asked = writer(chat.url)
        asked.ask(TEXT)
    assert asked.used[0].tokens_out == LIMITS.max_tokens


def test_an_unknown_model_is_a_loud_error_before_anything_is_sent() -> None:
    with chatting(completion("ok")) as chat:
        with pytest.raises(BadUsage, match="nobody knows its price"):
            writer(chat.url, model="gpt-9-imagined").ask(TEXT)
        assert chat.asked == []


def test_the_names_of_github_models_have_a_price() -> None:
    with chatting(completion("ok")) as chat:
        assert writer(chat.url, model="openai/gpt-4.1-mini").ask(TEXT) == Answer("ok")


def test_the_key_is_in_no_repr() -> None:
    assert KEY not in repr(writer("http://127.0.0.1:1/v1"))
