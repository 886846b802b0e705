"""The tables that files can be shown as, and what no row of them may lack."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.adapters.lake.columns import SETTLEMENTS, SIGNALS, TELEMETRY, Column, Form, Kind

VERSION: Final = 1
ZONED: Final = "(Z|[+-][0-9][0-9]:[0-9][0-9])$"  # without a zone each engine takes its own
MOST: Final = "9.2e12"  # whose millionths a whole number of 64 bits still holds


@dataclass(frozen=True, slots=True)
class Table:
    """`needs` may not be null, `finite` neither NaN nor beyond what can be added exactly."""

    form: Form
    needs: tuple[str, ...]
    finite: tuple[str, ...]

    @property
    def columns(self) -> Mapping[str, Kind]:
        return {column.name: column.kind for column in self.form.columns}

    def guard(self) -> str:
        """Say in SQL what a sound row fulfils."""
        present = [f"{name} IS NOT NULL" for name in self.needs]
        numbers = [f"({name} IS NULL OR abs({name}) <= {MOST})" for name in self.finite]
        return " AND ".join([f"v = {VERSION}", *present, *numbers])


CANDLES: Final = Form(
    "candles",
    "",
    (
        Column("moment", Kind.MOMENT),
        Column("market", Kind.TEXT),
        Column("open", Kind.NUMBER),
        Column("v", Kind.WHOLE),
    ),
)
TABLES: Final[Mapping[str, Table]] = {
    "settlements": Table(
        SETTLEMENTS,
        (
            "signal_id",
            "agent",
            "horizon_hours",
            "price_version",
            "status",
            "received_at",
            "settled_at",
        ),
        ("gross_bps", "fee_bps", "slippage_bps", "net_bps"),
    ),
    "signals": Table(
        SIGNALS,
        ("signal_id", "agent", "symbol", "direction", "ts", "received_at"),
        ("prob_up", "confidence", "score_final"),
    ),
    "candles": Table(CANDLES, ("moment", "market"), ("open",)),
    "telemetry": Table(
        TELEMETRY,
        ("agent", "run_id", "ts", "latency_ms", "tokens_in", "tokens_out", "errors"),
        ("latency_ms", "cost_usd"),
    ),
}
