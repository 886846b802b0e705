"""The runs of a day. A run that used two models reports twice, and is one run."""

from collections.abc import Iterable, Sequence

from bot.events.telemetry import Telemetry
from bot.stats.sketch import sketch
from bot.stats.tally import RunTally, fine, ms


def run_tally(telemetry: Iterable[Telemetry]) -> RunTally:
    runs: dict[str, list[Telemetry]] = {}
    for line in telemetry:
        runs.setdefault(line.run_id, []).append(line)
    latencies, costs = list(map(latency_ms, runs.values())), list(map(cost_usd, runs.values()))
    errors = [sum(line.errors for line in lines) for lines in runs.values()]
    return RunTally(
        runs=len(runs),
        failed=sum(count > 0 for count in errors),
        errors=sum(errors),
        latency_ms=ms(latencies),
        latencies=sketch(latencies),
        tokens_in=sum(line.tokens_in for lines in runs.values() for line in lines),
        tokens_out=sum(line.tokens_out for lines in runs.values() for line in lines),
        cost_usd=fine(cost for cost in costs if cost is not None),
        unpriced=costs.count(None),
    )


def latency_ms(lines: Sequence[Telemetry]) -> float:
    """Take the reports for parts of the run, one after the other: too slow rather than too fast."""
    return ms(line.latency_ms for line in lines)


def cost_usd(lines: Sequence[Telemetry]) -> float | None:
    """Add the parts up; one that is not known makes the whole unknown."""
    known = [line.cost_usd for line in lines if line.cost_usd is not None]
    return fine(known) if len(known) == len(lines) else None
