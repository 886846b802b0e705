import pytest

from bot.ledger.symbols import Symbol, asset, markets, parse


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("BTC", Symbol("BTC")),
        ("btc-usd", Symbol("BTC", "USD")),
        ("BTC/USDT", Symbol("BTC", "USDT")),
        ("BTCUSDT", Symbol("BTC", "USDT")),
        (" eth_eur ", Symbol("ETH", "EUR")),
        ("WBTC", Symbol("WBTC")),
        ("1000SHIB-USDT", Symbol("1000SHIB", "USDT")),
        ("USDT", Symbol("USDT")),
        ("xbt-usd", Symbol("BTC", "USD")),
        ("BTC/USD/USDT", None),
        ("", None),
        ("../../etc", None),
    ],
)
def test_symbols_as_people_write_them(text: str, symbol: Symbol | None) -> None:
    assert parse(text) == symbol


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("btc", "BTC"),
        ("BTCUSDT", "BTC"),
        ("XBT/USD", "BTC"),
        ("ETH/BTC", "ETH/BTC"),
        ("eth-eur", "ETH/EUR"),
        ("?!", "?!"),
    ],
)
def test_dollars_of_one_base_are_one_asset(text: str, name: str) -> None:
    assert asset(text) == name


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("BTC", "binance", ("BTCUSDT", "BTCUSDC", "BTCFDUSD")),
        ("btc-usd", "binance", ("BTCUSDT", "BTCUSDC", "BTCFDUSD")),
        ("BTC/USDC", "binance", ("BTCUSDC", "BTCUSDT", "BTCFDUSD")),
        ("BTCUSDT", "coinbase", ("BTC-USDT", "BTC-USD", "BTC-USDC")),
        ("BTC", "coinbase", ("BTC-USD", "BTC-USDT", "BTC-USDC")),
        ("ETH/EUR", "coinbase", ("ETH-EUR",)),
        ("not a symbol", "binance", ()),
    ],
)
def test_the_market_that_was_asked_comes_first(
    text: str, kind: str, names: tuple[str, ...]
) -> None:
    assert markets(text, kind) == names
