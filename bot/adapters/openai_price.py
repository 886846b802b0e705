"""What a model charges, by the price table of genai-prices; an unknown model is a loud error."""

from collections.abc import Callable
from typing import TypeAlias

from bot.errors import BadUsage

Price: TypeAlias = Callable[[int, int, int], float]
"""Tokens in, of these cached, and tokens out; to USD."""


def price_of(model: str) -> Price:
    """Find the list price. GitHub's names carry the publisher in front, which the table has not."""
    import genai_prices  # noqa: PLC0415 - 100 ms, and only where a model is asked

    name = model.rpartition("/")[2]

    def price(tokens_in: int, cached: int, tokens_out: int) -> float:
        usage = genai_prices.Usage(
            input_tokens=tokens_in, cache_read_tokens=cached, output_tokens=tokens_out
        )
        return float(genai_prices.calc_price(usage, name).total_price)

    try:
        price(1, 0, 1)
    except LookupError:
        raise BadUsage(
            f"Cannot ask {model!r}: nobody knows its price, so no budget can hold it. Name a model "
            "that genai-prices lists, in llm of policies/governor.yml, IC_MEMO_MODEL or "
            "AGENT_GEN_MODEL; or update genai-prices."
        ) from None
    return price
