import pytest

from bot.ledger.symbols import Symbol, parse


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
        ("BTC/USD/USDT", None),
        ("", None),
        ("../../etc", None),
    ],
)
def test_symbols_as_people_write_them(text: str, symbol: Symbol | None) -> None:
    assert parse(text) == symbol
