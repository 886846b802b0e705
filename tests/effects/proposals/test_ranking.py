"""Ranks are made of the report's numbers, whatever a model claims."""

from itertools import permutations

from bot.effects.proposals.ranking import merit, ranked
from tests.effects.proposals.world import made, report


def test_a_merit_is_made_of_the_report() -> None:
    found = merit(made(), report())
    assert found.reasons == (
        "no promoted agent has gained in RISK_OFF",
        "clover-sol made +7.2 bps a trade there, n = 25",
        "0 of its class are running",
    )
    assert found.score == 4.0
    assert merit(made(expected_edge_bps=200.0), report()).score == 4.0


def test_a_gap_comes_first_then_now_then_gains_in_any_order_of_arrival() -> None:
    ideas = [
        made(name="gap-now", regime="HIGH_VOL"),
        made(name="gap-gains"),
        made(name="gap-none", parent="tide-btc"),
        made(name="no-gap", regime="MIXED", parent="tide-btc"),
    ]
    wanted = [one.id for one in ideas]
    for order in permutations(ideas):
        assert list(ranked(order, report())) == wanted


def test_few_trades_are_believed_less() -> None:
    slices = report().agents["tide-btc"].regimes
    assert slices["MIXED"].net_bps / slices["MIXED"].n == 8.0
    assert merit(made(regime="MIXED", parent="tide-btc"), report()).score == 4.8
    assert merit(made(parent="tide-btc"), report()).score == 0.0
