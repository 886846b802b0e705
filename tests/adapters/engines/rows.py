"""Settlements for the engines, and what Python makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import isclose
from pathlib import Path
from statistics import fmean, stdev

from bot.adapters.lake.columns import SETTLEMENTS
from bot.adapters.lake.parquet import encode
from bot.ledger.settlements import Settlement, Status, counting
from bot.ports.engine import Answer, Engine, Value
from bot.stats.trades import cvar95, hits
from bot.words.canonical import digest, encode_line
from bot.words.instant import from_ms, parse, render, to_ms

MORNING = to_ms(parse("2026-03-02T00:00:00Z"))
HOUR = 3_600_000


def row(
    number: int,
    net: float | None,
    *,
    agent: str = "ann",
    fingerprint: str | None = "f1",
    horizon: int = 24,
    version: int = 1,
    flat: bool = False,
) -> Settlement:
    """Settle one signal; without a net it is FLAT or could not be priced."""
    at = MORNING + number * 60_000
    status = Status.SETTLED if net is not None else Status.RECORDED if flat else Status.UNPRICEABLE
    priced = net is not None
    return Settlement(
        signal_id=digest(number),
        agent=agent,
        strategy_class="momentum",
        run_id="r1",
        fingerprint=fingerprint,
        symbol="BTC",
        direction="LONG",
        ts=render(from_ms(at - 1)),
        received_at=render(from_ms(at)),
        settled_at=render(from_ms(at + horizon * HOUR)),
        horizon_hours=horizon,
        regime="MIXED",
        confidence=0.5,
        score_final=None,
        price_version=version,
        status=status,
        entry_at=render(from_ms(at)) if priced else None,
        exit_at=render(from_ms(at + horizon * HOUR)) if priced else None,
        entry_price=100.0 if priced else None,
        exit_price=101.0 if priced else None,
        venue="files" if priced else None,
        gross_bps=None if net is None else round(net + 10.5, 6),
        fee_bps=8.0 if priced else None,
        slippage_bps=2.5 if priced else None,
        net_bps=net,
        reason=None if priced or flat else "files: no candle prices it",
    )


def written(folder: Path, rows: Iterable[Settlement], name: str = "2026-03-02.jsonl") -> str:
    path = folder / name
    lines = [encode_line(one.wire()) for one in rows]
    if path.suffix == ".parquet":
        path.write_bytes(encode([line.removesuffix(b"\n") for line in lines], SETTLEMENTS))
    else:
        path.write_bytes(b"".join(lines))
    return str(path)


def asked(engine: Engine, *files: str, query: str = "measures") -> Sequence[Answer]:
    engine.show("settlements", files)
    return engine.ask(query)


def expected(rows: Iterable[Settlement]) -> list[dict[str, Value]]:
    def name(one: Settlement) -> tuple[str, str, int]:
        return one.agent, one.fingerprint or "", one.horizon_hours

    once = sorted(counting(rows).values(), key=name)
    return [_measured(list(group)) for _, group in groupby(once, key=name)]


def _measured(rows: Sequence[Settlement]) -> dict[str, Value]:
    nets = [one.net_bps for one in rows if one.net_bps is not None]
    received = [to_ms(parse(one.received_at)) for one in rows]
    return {
        "agent": rows[0].agent,
        "fingerprint": rows[0].fingerprint,
        "horizon_hours": rows[0].horizon_hours,
        "n": len(rows),
        "priced": len(nets),
        "wins": sum(net > 0 for net in nets),
        "losses": sum(net < 0 for net in nets),
        "ties": nets.count(0),
        "flat": sum(one.status == Status.RECORDED for one in rows),
        "unpriceable": sum(one.status == Status.UNPRICEABLE for one in rows),
        "gross_bps": _sum([one.gross_bps for one in rows]),
        "fee_bps": _sum([one.fee_bps for one in rows]),
        "slippage_bps": _sum([one.slippage_bps for one in rows]),
        "net_bps": _sum([one.net_bps for one in rows]),
        "mean_bps": fmean(nets) if nets else None,
        "sd_bps": stdev(nets) if len(nets) > 1 else None,
        "min_bps": min(nets, default=None),
        "max_bps": max(nets, default=None),
        "hit_rate": hits(nets).rate.value,
        "cvar95_bps": cvar95(nets).value,
        "first_at": min(received),
        "last_at": max(received),
    }


def _sum(values: Sequence[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return sum(found) if found else None


def same(found: Sequence[Answer], wanted: Sequence[Mapping[str, Value]]) -> bool:
    """Compare answers: counts and names as they are, fractions to 1e-9."""
    return len(found) == len(wanted) and all(
        one.keys() == other.keys() and all(_close(one[name], other[name]) for name in one)
        for one, other in zip(found, wanted, strict=True)
    )


def _close(one: Value, other: Value) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other
