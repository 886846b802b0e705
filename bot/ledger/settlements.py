"""The row of the ledger: one (signal, horizon, price version)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import Field, TypeAdapter

from bot.ledger.fields import Instant, Number, Price, Whole
from bot.ledger.reading import VERSION, read_lines
from bot.words.canonical import Json

Key: TypeAlias = tuple[str, int]  # signal, horizon in hours


class Status(StrEnum):
    SETTLED = "settled"
    RECORDED = "recorded"  # FLAT: nothing was staked, nothing is scored
    UNPRICEABLE = "unpriceable"


Side: TypeAlias = Annotated[str, Field(pattern="^(LONG|SHORT|FLAT)$")]
Ending: TypeAlias = Annotated[str, Field(pattern=f"^({'|'.join(Status)})$")]


class Settlement(NamedTuple):
    """What a row says. Where nothing was priced the prices and bps are null; `reason` says why.

    A tuple, because a hundred thousand of them are made at a time.
    """

    signal_id: str
    agent: str
    strategy_class: str
    run_id: str
    fingerprint: str | None
    symbol: str
    direction: Side
    ts: Instant
    received_at: Instant
    settled_at: Instant
    horizon_hours: Whole
    regime: str | None
    confidence: Number | None
    score_final: Number | None
    price_version: Whole
    status: Ending
    entry_at: Instant | None = None
    exit_at: Instant | None = None
    entry_price: Price | None = None
    exit_price: Price | None = None
    venue: str | None = None
    gross_bps: Number | None = None
    fee_bps: Number | None = None
    slippage_bps: Number | None = None
    net_bps: Number | None = None
    reason: str | None = None
    v: int = VERSION

    @property
    def key(self) -> Key:
        return self.signal_id, self.horizon_hours

    @property
    def day(self) -> str:
        """The partition: a settlement lies beside its signal, by day of receipt."""
        return self.received_at[:10]

    @property
    def prices(self) -> tuple[object, ...]:
        """What makes two versions of one settlement differ."""
        return (
            self.status,
            self.venue,
            self.entry_at,
            self.exit_at,
            self.entry_price,
            self.exit_price,
        )

    def wire(self) -> dict[str, Json]:
        record: dict[str, Json] = self._asdict()
        if self.reason is None:
            del record["reason"]
        return record


LEDGER = "state/ledger/"


def path_of(day: str) -> str:
    return f"{LEDGER}{day}.jsonl"


def from_wire(record: Mapping[str, Json]) -> Settlement:
    return Settlement(**record)  # type: ignore[arg-type]


ADAPTER: TypeAdapter[Settlement] = TypeAdapter(Settlement)


def read(lines: Iterable[bytes], path: str) -> list[Settlement]:
    return read_lines(lines, path, "settlement", ADAPTER)


def counting(rows: Iterable[Settlement]) -> dict[Key, Settlement]:
    """Of each signal and horizon the row with the highest price version: the one that counts."""
    newest: dict[Key, Settlement] = {}
    for row in rows:
        key = row.key
        known = newest.get(key)
        if known is None or row.price_version > known.price_version:
            newest[key] = row
    return newest


def first_settled(rows: Iterable[Settlement]) -> dict[Key, str]:
    """Of each signal and horizon when it was settled at first: a correction counts from then."""
    first: dict[Key, str] = {}
    for row in rows:
        key, at = row.key, row.settled_at
        first[key] = min(at, first.get(key, at))
    return first


def since_first(row: Settlement, first: Mapping[Key, str]) -> Settlement:
    """Let a row count from when its pair was settled at first; most were settled but once."""
    at = first[row.key]
    return row if row.settled_at == at else row._replace(settled_at=at)
