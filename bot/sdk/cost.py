"""What a call cost, by the price table of genai-prices; what it does not know is no number."""

from bot.sdk.calls import Call

INSTALL = "install it: pip install 'governor[llm]'"


class Unpriced(Exception):
    """Why the cost of a call is not known."""


def price(call: Call) -> float:
    if call.cost_usd is not None:
        return call.cost_usd
    if call.gap:
        raise Unpriced(call.gap)
    if call.model is None:
        raise Unpriced("a response did not name its model")
    return _table_price(call, call.model)


def _table_price(call: Call, model: str) -> float:
    try:
        return _look_up(call, model)
    except ImportError:
        raise Unpriced(f"genai-prices, which knows the prices, is missing; {INSTALL}") from None
    except Exception as error:  # noqa: BLE001 - a table must not cost the whole report
        raise Unpriced(f"there is no price for {model!r} of {call.provider!r}: {error}") from None


def _look_up(call: Call, model: str) -> float:
    import genai_prices  # noqa: PLC0415 - 100 ms, and only for agents that use a model

    usage = genai_prices.Usage(
        input_tokens=call.tokens_in,
        output_tokens=call.tokens_out,
        cache_read_tokens=call.cached or 0,
    )
    context = {"service_tier": call.tier} if call.tier else None
    found = genai_prices.calc_price(usage, model, provider_id=call.provider, price_context=context)
    return float(found.total_price)
