"""What one side of a trade is taken to cost, by venue and symbol."""

from collections.abc import Mapping

from pydantic import Field

from bot.policy.part import Amount, Name, Part


class Rate(Part):
    fee_bps: Amount | None = Field(None, description="Fee of one side; left out: the wider rate.")
    slippage_bps: Amount | None = Field(
        None, description="Slippage of one side; left out: the wider rate."
    )


class VenueRate(Rate):
    symbols: Mapping[str, Rate] = Field({}, description="Rates of single symbols at this venue.")


class Costs(Part):
    fee_bps: Amount = Field(
        10.0,
        description="Fee of one side, charged at entry and at exit: "
        "an ordinary taker pays 0.1 % on the large spot venues.",
    )
    slippage_bps: Amount = Field(
        2.0,
        description="Slippage of one side, charged twice: about half the spread of a major coin "
        "plus the impact of a ticket of a few hundred dollars.",
    )
    venues: Mapping[Name, VenueRate] = Field(
        {},
        description="Rates where they differ, by venue name of prices.yml and by symbol; "
        "the narrowest that is set holds.",
    )

    def one_side(self, venue: str, symbol: str) -> tuple[float, float]:
        """Give (fee, slippage) in bps of one side of a trade."""
        at_venue = self.venues.get(venue, VenueRate())
        for_symbol = at_venue.symbols.get(symbol, Rate())
        return (
            _first(for_symbol.fee_bps, at_venue.fee_bps, self.fee_bps),
            _first(for_symbol.slippage_bps, at_venue.slippage_bps, self.slippage_bps),
        )


def _first(narrow: float | None, wider: float | None, widest: float) -> float:
    return next((rate for rate in (narrow, wider) if rate is not None), widest)
