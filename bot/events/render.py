"""Stored lines written fast: the same bytes as `Signal.line` and `Telemetry.line`, no object made.

Patterns keep quotes, backslashes and control characters out of every text, so none is escaped.
"""

from bot.events.fields import VERSION
from bot.events.signal import SignalFields
from bot.events.telemetry import TelemetryFields


def said(f: SignalFields, name: str, ts: str) -> tuple[str, str]:
    """Write what a signal says, in the two halves that stand around its time of receipt."""
    before = (
        f'"confidence":{_number(f.get("confidence"))},"direction":"{f["direction"]}",'
        f'"fingerprint":{_text(f.get("fingerprint"))},"prob_up":{_number(f.get("prob_up"))}'
    )
    after = (
        f'"regime":{_text(f.get("regime"))},"run_id":"{f["run_id"]}",'
        f'"score_final":{_number(f.get("score_final"))},"signal_id":"{name}",'
        f'"strategy_class":"{f["strategy_class"]}","symbol":"{f["symbol"]}",'
        f'"ts":"{ts}","v":{VERSION}'
    )
    return before, after


def signal_line(agent: str, halves: tuple[str, str], received: str, claimed: str | None) -> str:
    claim = "" if claimed is None else f'"claimed_at":"{claimed}",'
    return f'{{"agent":"{agent}",{claim}{halves[0]},"received_at":"{received}",{halves[1]}}}\n'


def telemetry_line(f: TelemetryFields, ts: str) -> str:
    cached, reasoning = f.get("cached_tokens"), f.get("reasoning_tokens")
    cache = "" if cached is None else f'"cached_tokens":{cached},'
    reason = "" if reasoning is None else f'"reasoning_tokens":{reasoning},'
    return (
        f'{{"agent":"{f["agent"]}",{cache}"cost_usd":{_number(f["cost_usd"])},'
        f'"errors":{f["errors"]},"latency_ms":{f["latency_ms"]!r},'
        f'"model":{_text(f.get("model"))},"provider":{_text(f.get("provider"))},'
        f'{reason}"run_id":"{f["run_id"]}","tokens_in":{f["tokens_in"]},'
        f'"tokens_out":{f["tokens_out"]},"ts":"{ts}","v":{VERSION}}}\n'
    )


def _text(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'


def _number(value: float | None) -> str:
    return "null" if value is None else repr(value)
