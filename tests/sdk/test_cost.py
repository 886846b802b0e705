import sys

import pytest

from bot.sdk import usage
from bot.sdk.calls import Call
from bot.sdk.cost import Unpriced, price
from tests.sdk.conftest import Heard


@pytest.mark.parametrize(
    ("call", "usd"),
    [
        # USD a million tokens: gpt-4o 2.50 in, 1.25 cached, 10 out; gpt-4o-mini 0.15, 0.075, 0.60.
        (Call("gpt-4o", "openai", 1_000_000, 0), 2.5),
        (Call("gpt-4o", "openai", 0, 1_000_000), 10),
        (Call("gpt-4o", "openai", 1_000_000, 0, 1_000_000), 1.25),
        (Call("gpt-4o", "openai", 1000, 100, 400, 90), 0.003),
        (Call("gpt-4o-mini-2024-07-18", "openai", 1000, 100, 400, 90), 0.00018),
        (Call("own-model", "own", 1000, 100, cost_usd=0.25), 0.25),
        (Call("own-model", "own", 0, 0, cost_usd=0.0), 0),
    ],
)
def test_a_known_model_costs_what_its_table_says(call: Call, usd: float) -> None:
    assert price(call) == usd


def test_a_tier_of_its_own_price_is_priced_by_it() -> None:
    plain = price(Call("gpt-5", "openai", 1_000_000, 0))
    assert price(Call("gpt-5", "openai", 1_000_000, 0, tier="default")) == plain
    assert price(Call("gpt-5", "openai", 1_000_000, 0, tier="flex")) < plain


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (Call("gpt-none", "openai", 10, 5), "there is no price for 'gpt-none' of 'openai'"),
        (Call("gpt-4o", "nobody", 10, 5), "there is no price for 'gpt-4o' of 'nobody'"),
        (Call("gpt-4o", "openai", 10, 5, cached=11), "cannot exceed"),
        (Call(None, "openai", 10, 5), "did not name its model"),
        (Call("gpt-4o", "openai", gap="it broke"), "it broke"),
    ],
)
def test_what_no_table_knows_has_a_reason_and_no_number(call: Call, why: str) -> None:
    with pytest.raises(Unpriced, match=why):
        price(call)


def test_without_the_table_the_cost_is_unknown_and_the_mend_is_named(
    monkeypatch: pytest.MonkeyPatch, heard: Heard, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    with heard.run():
        usage({"model": "gpt-4o", "usage": {"input_tokens": 10, "output_tokens": 5}})
    assert heard.reports[0]["cost_usd"] is None
    assert "pip install 'governor[llm]'" in capsys.readouterr().err


def test_an_author_may_say_what_an_own_model_cost(heard: Heard) -> None:
    answer = {"model": "own", "usage": {"input_tokens": 10, "output_tokens": 5}}
    with heard.run():
        usage(answer, provider="rack-3", cost_usd=0.0)
        usage(dict(answer), provider="rack-3", cost_usd=0.5)
    (line,) = heard.reports
    assert (line["cost_usd"], line["provider"], line["tokens_in"]) == (0.5, "rack-3", 20)
