from bot.ledger.terms import DAY_MS, MINUTE_MS, Cost, terms_of
from bot.policy.costs import Costs, Rate, VenueRate
from bot.policy.governor import Governor
from bot.policy.policy import Policy


def test_policy_names_one_side_and_a_row_pays_both() -> None:
    terms = terms_of(Policy())
    assert terms.cost("binance", "BTC") == Cost(fee_bps=20.0, slippage_bps=4.0)
    assert (terms.horizons, terms.primary_horizon) == ((1, 4, 24), 24)
    assert (terms.interval_ms, terms.max_gap_ms) == (MINUTE_MS, 15 * MINUTE_MS)
    assert terms.retry.window_ms == 3 * DAY_MS


def test_the_narrowest_cost_that_is_set_holds_however_the_symbol_is_written() -> None:
    venue = VenueRate(fee_bps=5, symbols={"BTC-USD": Rate(slippage_bps=1)})
    costs = Costs(fee_bps=10, slippage_bps=2, venues={"coinbase": venue})
    terms = terms_of(Policy(governor=Governor(v=1, costs=costs)))
    assert terms.cost("binance", "BTC") == Cost(20, 4)
    assert terms.cost("coinbase", "ETH") == Cost(10, 4)
    assert terms.cost("coinbase", "BTC") == Cost(10, 2)
