"""governor measures: what every agent's trades and runs came to, over a whole ledger."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.escape import plain
from bot.ports.engine import Answer, Engine, Value
from bot.ports.output import Output
from bot.ports.past import Folder
from bot.words.canonical import encode_line
from bot.words.count import plural

VERSION = 1
TRADES = ("agent", "code", "horizon", "priced", "net", "mean", "hits", "CVaR 95")
RUNS = ("agent", "runs", "errors", "latency", "95 %", "tokens", "cost")


@dataclass(frozen=True, slots=True)
class Asked:
    """The files to read, and where the answers go besides the terminal."""

    settlements: Sequence[str]
    telemetry: Sequence[str] = ()
    folder: Folder | None = None


def measures(engine: Engine, asked: Asked, out: Output) -> int:
    engine.show("settlements", asked.settlements)
    trades, runs = engine.ask("measures"), _runs(engine, asked)
    for line in _said(engine.name, trades, runs):
        out.say(line)
    if asked.folder is not None:
        _write(asked.folder, trades, runs)
        out.say(f"Written to {asked.folder.name}.")
    out.result({"v": VERSION, "measures": list(trades), "runs": list(runs)})
    return 0


def _runs(engine: Engine, asked: Asked) -> Sequence[Answer]:
    if not asked.telemetry:
        return ()
    engine.show("telemetry", asked.telemetry)
    return engine.ask("runs")


def _write(folder: Folder, trades: Sequence[Answer], runs: Sequence[Answer]) -> None:
    folder.write("measures.jsonl", (encode_line({"v": VERSION, **row}) for row in trades))
    if runs:
        folder.write("runs.jsonl", (encode_line({"v": VERSION, **row}) for row in runs))


def _said(name: str, trades: Sequence[Answer], runs: Sequence[Answer]) -> Iterator[str]:
    rows = sum(_whole(row["n"]) for row in trades)
    agents = len({row["agent"] for row in trades})
    yield f"{plural(rows, 'settlement')} of {plural(agents, 'agent')}, measured by {name}."
    yield ""
    yield from _aligned([TRADES, *map(_trade, trades)])
    if runs:
        yield ""
        yield from _aligned([RUNS, *map(_run, runs)])


def _trade(row: Answer) -> tuple[str, ...]:
    return (
        plain(str(row["agent"])),
        plain(str(row["fingerprint"] or numbers.UNKNOWN))[:8],
        f"{row['horizon_hours']} h",
        f"{row['priced']:,}",
        numbers.bps(_number(row["net_bps"])),
        numbers.bps(_number(row["mean_bps"])),
        numbers.percent(_number(row["hit_rate"])),
        numbers.bps(_number(row["cvar95_bps"])),
    )


def _run(row: Answer) -> tuple[str, ...]:
    return (
        plain(str(row["agent"])),
        f"{row['runs']:,}",
        f"{row['errors']:,}",
        f"{row['latency_mean_ms']:,.0f} ms",
        f"{row['latency_p95_ms']:,.0f} ms",
        f"{_whole(row['tokens_in']) + _whole(row['tokens_out']):,}",
        numbers.usd(None if row["unpriced"] else _number(row["cost_usd"])),
    )


def _number(value: Value) -> float | None:
    return None if value is None else float(value)


def _whole(value: Value) -> int:
    return int(value or 0)


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *rest in table:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells)
