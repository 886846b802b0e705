"""The report of a run: one line for each model it used, or one line if it used none."""

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Protocol, TypeAlias

from bot.sdk.calls import Call, token
from bot.sdk.cost import Unpriced, price

VERSION = 1

Line: TypeAlias = dict[str, str | int | float | None]
Key: TypeAlias = tuple[str | None, str | None]
Tell: TypeAlias = Callable[[str], None]


class Teller(Protocol):
    """The run that reports."""

    @property
    def agent(self) -> str: ...
    @property
    def run_id(self) -> str: ...
    @property
    def errors(self) -> int: ...


def report(
    run: Teller, calls: Sequence[Call], ts: str, latency_ms: float, tell: Tell
) -> list[Line]:
    """Count a run's errors on its first line only, lest they be added up twice."""
    used = _by_model(calls) or {(None, None): ()}
    return [
        {
            "v": VERSION,
            "ts": ts,
            "agent": run.agent,
            "run_id": run.run_id,
            "latency_ms": round(latency_ms, 3),
            "errors": 0 if nth else run.errors,
            "model": model,
            "provider": provider,
            "cost_usd": _cost(of_model, tell),
            "tokens_in": sum(call.tokens_in for call in of_model),
            "tokens_out": sum(call.tokens_out for call in of_model),
            **_details(of_model),
        }
        for nth, ((model, provider), of_model) in enumerate(used.items())
    ]


def _by_model(calls: Sequence[Call]) -> Mapping[Key, Sequence[Call]]:
    found: dict[Key, list[Call]] = {}
    for call in calls:
        found.setdefault((token(call.model), token(call.provider)), []).append(call)
    return found


def _cost(calls: Sequence[Call], tell: Tell) -> float | None:
    """One call of unknown cost makes the sum unknown: the rest alone would look like all."""
    costs = []
    for call in calls:
        try:
            costs.append(price(call))
        except Unpriced as gap:
            tell(f"the cost is unknown: {gap}")
    return fsum(costs) if len(costs) == len(calls) else None


def _details(calls: Sequence[Call]) -> Line:
    found = {
        "cached_tokens": [call.cached for call in calls if call.cached is not None],
        "reasoning_tokens": [call.reasoning for call in calls if call.reasoning is not None],
    }
    return {name: sum(counts) for name, counts in found.items() if counts}
