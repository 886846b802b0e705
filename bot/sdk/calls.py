"""One use of a model, read from what the model's API returned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard

from bot.sdk.errors import CannotRecord
from bot.sdk.fields import STRANGE, TOKEN, number

OPENAI = "openai"
FIRST_LETTER = re.compile(r"^[^A-Za-z0-9]+")
MOST = 10**15


@dataclass(frozen=True, slots=True)
class Call:
    """Tokens are those billed: `cached` is a part of `tokens_in`, `reasoning` one of `tokens_out`.

    `gap` says what is not known; then no table can give the cost.
    """

    model: str | None
    provider: str | None
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int | None = None
    reasoning: int | None = None
    tier: str | None = None
    cost_usd: float | None = None
    gap: str = ""


def call_of(response: object, provider: str) -> Call:
    """Read a response of the chat, responses or embeddings API, as an object or as plain JSON."""
    if not _has(response, "usage"):
        mend = "give what chat.completions.create or responses.create returned, or a dict of it"
        raise CannotRecord("response", response, mend)
    model, usage = _text(_get(response, "model")), _get(response, "usage")
    if usage is None:
        return unknown(model, provider, "a response came without its usage")
    entered = _first(usage, "input_tokens", "prompt_tokens")
    left = _first(usage, "output_tokens", "completion_tokens")
    if left is None and _get(response, "object") == "list":
        left = 0  # an embedding has no words of its own
    if not (_is_count(entered) and _is_count(left)):
        return unknown(model, provider, f"a response counted its tokens as {entered!r}, {left!r}")
    return Call(
        model,
        provider,
        entered,
        left,
        _detail(usage, "cached_tokens", "input_tokens_details", "prompt_tokens_details"),
        _detail(usage, "reasoning_tokens", "output_tokens_details", "completion_tokens_details"),
        _text(_get(response, "service_tier")),
    )


def unknown(model: str | None, provider: str | None, gap: str) -> Call:
    return Call(model, provider, gap=gap)


def with_cost(call: Call, cost_usd: object) -> Call:
    cost = number("cost_usd", cost_usd, CannotRecord)
    if cost is not None and cost < 0:
        raise CannotRecord("cost_usd", cost_usd, "give what the call cost in USD, or None")
    return replace(call, cost_usd=cost)


def token(text: str | None) -> str | None:
    """Write a model's or provider's name as a line may hold it; names come from servers."""
    if text is None or TOKEN.pattern.fullmatch(text):
        return text
    return FIRST_LETTER.sub("", STRANGE.sub("_", text))[:128] or None


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def _detail(usage: object, name: str, *parts: str) -> int | None:
    found = _get(_first(usage, *parts), name)
    return found if _is_count(found) else None


def _first(source: object, *names: str) -> object:
    return next((found for name in names if (found := _get(source, name)) is not None), None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _get(source: object, name: str) -> object:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)


def _has(source: object, name: str) -> bool:
    return name in source if isinstance(source, Mapping) else hasattr(source, name)
