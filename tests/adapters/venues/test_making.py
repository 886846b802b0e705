"""Venues from prices.yml: their order, their markets, and those found by entry point."""

from pathlib import Path

import pytest
import yaml

from bot.adapters.venues.making import make_venues
from bot.errors import BadUsage
from bot.policy.prices import Prices
from bot.policy.prices import Venue as Spec
from bot.ports.venue import CandleRequest, Candles, Unavailable, Venue
from tests.adapters.venues.kit import MINUTE, NOW


def made_of(*specs: Spec) -> tuple[Venue, ...]:
    return make_venues(Prices(v=1, venues=specs), Path(), NOW)


def own(kind: str) -> Spec:
    return Spec(name="mine", kind=kind)


def test_the_default_venues_in_their_order() -> None:
    venues = make_venues(Prices(v=1), Path(), NOW)
    assert [(venue.name, venue.kind, venue.row_limit) for venue in venues] == [
        ("binance-vision", "binance", 1000),
        ("binance", "binance", 1000),
        ("coinbase", "coinbase", 300),
    ]


@pytest.mark.parametrize(
    ("symbol", "binance", "coinbase"),
    [
        ("BTC", "BTCUSDT", "BTC-USDT"),
        ("btc-usd", "BTCUSDT", "BTC-USD"),
        ("BTC/USDT", "BTCUSDT", "BTC-USDT"),
        ("BTCUSDC", "BTCUSDC", "BTC-USDC"),
        ("ETH/BTC", "ETHBTC", "ETH-BTC"),
    ],
)
def test_the_first_market_of_a_symbol(symbol: str, binance: str, coinbase: str) -> None:
    first, _, last = make_venues(Prices(v=1), Path(), NOW)
    assert first.market(symbol)[0] == binance
    assert last.market(symbol)[0] == coinbase


def test_the_quotes_of_the_policy_order_the_markets() -> None:
    prices = Prices(v=1, quotes=("USD", "USDC"))
    assert make_venues(prices, Path(), NOW)[2].market("BTC") == ("BTC-USD", "BTC-USDC", "BTC-USDT")


@pytest.mark.parametrize("written", ["MEME", "meme", "MEME/USDT", "meme-usd", "MEMEUSDT"])
def test_a_market_that_policy_names_is_the_only_one_however_people_write_it(written: str) -> None:
    spec = Spec(name="b", kind="binance", url="https://b.example", markets={"MEME": "1000MEMEUSDT"})
    assert made_of(spec)[0].market(written) == ("1000MEMEUSDT",)


@pytest.mark.parametrize("symbol", ["", "BTC/USD/EUR", "../../x", "Ω"])
def test_what_is_no_symbol_has_no_market(symbol: str) -> None:
    for venue in make_venues(Prices(v=1), Path(), NOW):
        assert venue.market(symbol) == ()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package that offers venues, as pip would: a module and its metadata."""
    info = tmp_path / "shares_venue-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shares-venue\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[governor.venues]\n"
        "shares = tests.adapters.venues.own_venue:Shares\n"
        "broken = tests.adapters.venues.own_venue:Broken\n"
        "absent = tests.adapters.venues.own_venue:Absent\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("installed")
def test_a_venue_of_your_own_is_found_by_its_kind() -> None:
    [venue] = made_of(own("shares"))
    assert (venue.name, venue.kind, venue.row_limit) == ("mine", "shares", 500)
    answer = venue.candles(CandleRequest("AAPL", MINUTE, NOW - 3 * MINUTE, NOW))
    assert isinstance(answer, Candles)
    assert [candle.open for candle in answer.candles] == [100.0, 100.0, 100.0]


@pytest.mark.usefixtures("installed")
def test_what_it_throws_is_an_answer() -> None:
    [venue] = made_of(own("shares"))
    answer = venue.candles(CandleRequest("HALTED", MINUTE, NOW - MINUTE, NOW))
    assert answer == Unavailable("its shares venue failed with RuntimeError: trading is halted")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("kind", "said"),
    [("broken", "TypeError: wants a key"), ("absent", "AttributeError: ")],
)
def test_a_venue_that_cannot_be_made_is_said(kind: str, said: str) -> None:
    with pytest.raises(BadUsage, match=f"Cannot make venue mine: .* failed with {said}"):
        made_of(own(kind))


@pytest.mark.usefixtures("installed")
def test_an_unknown_kind_names_those_there_are() -> None:
    known = "absent, binance, broken, coinbase, files, shares"
    with pytest.raises(BadUsage, match=f"kind was 'tulips', .* use one of {known}"):
        made_of(own("tulips"))


def test_the_example_of_the_docs_is_the_one_that_is_tested() -> None:
    here = Path(__file__)
    tested = here.with_name("own_venue.py").read_text().split("class Broken")[0].strip()
    docs = (here.parents[3] / "docs" / "venues.md").read_text()
    shown = docs.split("```python\n")[1].split("```")[0].strip()
    assert tested.endswith(shown)
    assert "class Shares:" in shown


def test_the_policy_of_the_docs_is_the_default() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "venues.md").read_text()
    shown = yaml.safe_load(docs.split("```yaml\n")[1].split("```")[0])
    assert Prices.model_validate({**shown, "venues": tuple(shown["venues"])}) == Prices(v=1)
