from typing import Any

import pytest

from bot.sdk import CannotRecord
from bot.sdk.calls import MOST, Call, call_of, token, with_cost
from bot.sdk.fields import TOKEN

CHAT = {
    "model": "gpt-4o",
    "service_tier": "flex",
    "usage": {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 3},
    },
}
RESPONSES = {
    "model": "gpt-4o",
    "usage": {
        "input_tokens": 10,
        "output_tokens": 5,
        "input_tokens_details": {"cached_tokens": 4},
        "output_tokens_details": {"reasoning_tokens": 3},
    },
}


def used(usage: object, **more: object) -> Call:
    return call_of({"model": "gpt-4o", "usage": usage, **more}, "openai")


@pytest.mark.parametrize(("answer", "tier"), [(CHAT, "flex"), (RESPONSES, None)])
def test_both_apis_say_the_same_in_plain_json(answer: dict[str, Any], tier: str | None) -> None:
    assert call_of(answer, "openai") == Call("gpt-4o", "openai", 10, 5, 4, 3, tier)


def test_details_that_were_not_told_are_not_zero() -> None:
    assert used({"prompt_tokens": 10, "completion_tokens": 5}) == Call("gpt-4o", "openai", 10, 5)


def test_an_embedding_has_no_tokens_out() -> None:
    assert used({"prompt_tokens": 10, "total_tokens": 10}, object="list").tokens_out == 0


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": 10},
        {"input_tokens": 10, "total_tokens": 10},
        {"input_tokens": -1, "output_tokens": 5},
        {"input_tokens": True, "output_tokens": 5},
        {"input_tokens": 1.5, "output_tokens": 5},
        {"input_tokens": MOST + 1, "output_tokens": 5},
    ],
)
def test_what_was_not_told_plainly_is_a_gap(usage: object) -> None:
    call = used(usage)
    assert call.gap
    assert (call.model, call.tokens_in, call.tokens_out) == ("gpt-4o", 0, 0)


@pytest.mark.parametrize("answer", [None, "LONG", {"text": "LONG"}, 7])
def test_what_is_no_answer_of_a_model_is_refused(answer: object) -> None:
    with pytest.raises(CannotRecord, match=r"give what chat\.completions\.create or"):
        call_of(answer, "openai")


@pytest.mark.parametrize("cost", [-0.1, float("nan"), "1"])
def test_a_cost_that_cannot_be_is_refused(cost: object) -> None:
    with pytest.raises(CannotRecord, match="cost_usd was"):
        with_cost(Call("m", "p"), cost)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("gpt-4o", "gpt-4o"),
        ("meta-llama/Llama-3:free", "meta-llama/Llama-3:free"),
        ("my model!", "my_model_"),
        ("_hidden", "hidden"),
        ("é", None),
        ("x" * 200, "x" * 128),
        (None, None),
    ],
)
def test_a_name_is_written_as_a_line_may_hold_it(name: str | None, written: str | None) -> None:
    assert token(name) == written
    assert written is None or TOKEN.pattern.fullmatch(written)
