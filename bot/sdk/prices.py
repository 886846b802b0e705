"""Prices as an agent holds them, made plain numbers before anything is kept of them."""

from collections.abc import Mapping

from bot.sdk import fields as check
from bot.sdk.errors import BadField
from bot.sdk.refusal import Code, Refusal

MEND = "use a number above 0"


class CannotPrice(BadField):
    act = "take the price"


def read_price(price: object) -> float | Refusal:
    try:
        return _above_zero("price", price)
    except BadField as error:
        return Refusal(Code.NUMBER, str(error))


def read_prices(agent: object, prices: object) -> Mapping[str, float] | Refusal:
    try:
        check.word(check.NAME, "agent", agent, CannotPrice)
        if not isinstance(prices, Mapping):
            raise CannotPrice("prices", prices, "use a dict like {'BTC/USDT': 64250.0}")
        return {
            check.word(check.SYMBOL, "symbol", symbol, CannotPrice): _above_zero(symbol, price)
            for symbol, price in prices.items()
        }
    except BadField as error:
        return Refusal(Code.NUMBER, str(error))


def _above_zero(name: str, price: object) -> float:
    found = check.number(name, price, CannotPrice)
    if found is None or found <= 0:
        raise CannotPrice(name, price, MEND)
    return found
