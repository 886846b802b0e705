"""Short ways to write what a day's tally is made of."""

from hypothesis import strategies as st

from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement, Status
from bot.stats.measures import Slice
from bot.stats.tally import PathTally, RunTally, Sum, Tally, TradeTally, ViewTally
from bot.words.instant import parse

NOON = "2026-03-02T12:00:00.000Z"
COUNTS = st.integers(0, 1000)
NETS = st.integers(-10_000_000, 10_000_000).map(lambda units: units / 10_000)
FINE = st.integers(0, 10**12).map(lambda units: round(units * 1e-9, 9))


def net(value: float, **fields: object) -> Settlement:
    """Settle one trade of 24 hours at noon; `value` is net of 12 bps of cost."""
    row = Settlement(
        signal_id="s1",
        agent="ann",
        strategy_class="momentum",
        run_id="r1",
        fingerprint="f1",
        symbol="BTC",
        direction="LONG",
        ts=NOON,
        received_at=NOON,
        settled_at="2026-03-03T12:05:00.000Z",
        horizon_hours=24,
        regime="RISK_ON",
        confidence=0.7,
        score_final=0.4,
        price_version=1,
        status=Status.SETTLED.value,
        entry_at=NOON,
        exit_at="2026-03-03T12:00:00.000Z",
        gross_bps=value + 12.0,
        net_bps=value,
    )
    return row._replace(**fields)  # type: ignore[arg-type]


def run(run_id: str = "r1", **fields: object) -> Telemetry:
    known: dict[str, object] = {
        "ts": parse(NOON),
        "agent": "ann",
        "run_id": run_id,
        "latency_ms": 100.0,
        "tokens_in": 10,
        "tokens_out": 1,
        "cost_usd": 0.5,
        "errors": 0,
    }
    return Telemetry(**{**known, **fields})  # type: ignore[arg-type]


SLICES = st.dictionaries(
    st.sampled_from(["RISK_ON", "MIXED", "BTC"]), st.builds(Slice, COUNTS, NETS, COUNTS, COUNTS)
)
TALLIES = st.builds(
    Tally,
    st.builds(
        RunTally,
        COUNTS,
        COUNTS,
        COUNTS,
        st.integers(0, 10**9).map(lambda units: units / 1000),
        st.dictionaries(st.integers(-1, 2000), st.integers(1, 50)),
        COUNTS,
        COUNTS,
        FINE,
        COUNTS,
    ),
    st.builds(
        ViewTally,
        COUNTS,
        COUNTS,
        COUNTS,
        st.builds(Sum, st.integers(1, 50), FINE),
        st.dictionaries(st.integers(0, 9), st.tuples(st.integers(1, 50), FINE, st.integers(0, 50))),
    ),
    st.builds(
        TradeTally, st.lists(NETS).map(tuple), COUNTS, SLICES, SLICES, SLICES, COUNTS, COUNTS
    ),
    st.builds(PathTally, COUNTS, NETS, NETS, FINE),
)
