"""policies/prices.yml: where prices come from, and how patiently they are asked for."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from bot.policy.part import URL, Amount, Count, Name, Part, PolicyFile, Positive, Whole

NETWORK_KINDS = ("binance", "coinbase")
FOLDER_KIND = "files"


class Venue(Part):
    name: Name = Field(description="Recorded with every settlement; unique.")
    kind: Name = Field(
        description="binance, coinbase, files, or the entry point of a venue of your own."
    )
    url: str | None = Field(
        None, pattern=URL, description="Base URL; binance and coinbase need it."
    )
    path: str | None = Field(
        None, min_length=1, description="Folder of SYMBOL_INTERVAL.csv or .parquet; files needs it."
    )
    markets: Mapping[str, Annotated[str, Field(min_length=1)]] = Field(
        {}, description="What this venue calls a symbol, where it is not base and quote."
    )


class Http(Part):
    connect_seconds: Positive = Field(3.0, description="A venue that is up answers much sooner.")
    read_seconds: Positive = Field(10.0, description="For 1,000 candles on a slow day.")
    retries: int = Field(4, ge=0, le=10, description="After 5xx, resets and timeouts.")
    backoff_seconds: Positive = Field(
        0.5, description="First pause; doubled each time, with jitter."
    )
    max_wait_seconds: Amount = Field(
        60.0, description="Longest wait a venue may ask for within a run; more: the next venue."
    )
    parallel: int = Field(4, ge=1, le=16, description="Requests at a time: far below any limit.")
    weight_share: float = Field(
        0.5, gt=0, le=1, description="Part of a venue's request weight a minute that we use."
    )


class Unresolved(Part):
    first_retry_minutes: Count = Field(
        30, description="First retry of a missing price: next cycle."
    )
    max_retry_minutes: Count = Field(360, description="The pause doubles up to this.")
    give_up_hours: Count = Field(
        72, description="Then unpriceable, with its reason: an outage of a weekend is over."
    )


class Prices(PolicyFile):
    venues: tuple[Venue, ...] = Field(
        (
            Venue(name="binance-vision", kind="binance", url="https://data-api.binance.vision"),
            Venue(name="binance", kind="binance", url="https://api.binance.com"),
            Venue(name="coinbase", kind="coinbase", url="https://api.exchange.coinbase.com"),
        ),
        min_length=1,
        description="Asked in this order; one settlement takes both prices from one venue. "
        "api.binance.com refuses hosted runners, so it comes second.",
    )
    interval: Literal["1m", "5m", "15m", "1h"] = Field(
        "1m", description="Length of a candle: entry is at most a minute after receipt."
    )
    quotes: tuple[Annotated[str, Field(pattern=r"^[A-Z0-9]{2,10}$")], ...] = Field(
        ("USDT", "USD", "USDC"),
        min_length=1,
        description="Tried in this order for a symbol that names no quote.",
    )
    max_gap_minutes: Whole = Field(
        15, description="How late the first candle may open; later is a missing price, not a price."
    )
    http: Http = Field(Http(), description="Requests.")
    unresolved: Unresolved = Field(Unresolved(), description="Prices that are missing.")
    cache_dir: str = Field(
        ".governor/candles", min_length=1, description="Closed candles are kept here between runs."
    )
    cache_days: Count = Field(
        120, description="Older days leave the cache: a quarter of history, and a month more."
    )
