"""Proposals without a model: from gaps, the same each time, and all fit to be taken up."""

from bot.effects.proposals.refusing import refusals
from bot.effects.proposals.template import template_ideas
from bot.state.report.agent import SliceRow
from bot.state.report.fleet import GapRow
from tests.effects import reports
from tests.effects.proposals.world import CLOVER, POLICY, report, sight


def test_a_gap_and_who_gained_in_it_make_a_child() -> None:
    (one,) = template_ideas(report(), POLICY)
    assert (one.name, one.parent, one.regime) == ("clover-sol-risk-off", "clover-sol", "RISK_OFF")
    assert one.symbols == ("SOL", "ETH")
    assert one.expected_edge_bps == 7.2
    assert [(s.kind, s.weight) for s in one.signals] == [("momentum", 0.5), ("momentum", 0.5)]
    assert refusals(one, sight()) == ()


def test_where_nobody_gained_the_nearest_is_tried_the_other_way_round() -> None:
    gap = GapRow(regime="MIXED", why="x", nearest="clover-sol", mean_bps=-3.0, n=30)
    (one,) = template_ideas(report(research=(gap,)), POLICY)
    assert {signal.weight for signal in one.signals} == {-0.5}
    assert one.expected_edge_bps is None
    assert "the other way round" in one.thesis


def test_names_of_any_agent_make_a_name() -> None:
    long = "9_Very" + "Long" * 14
    row = CLOVER.model_copy(update={"strategy_class": "Mean_Reversion"})
    gap = GapRow(regime="RISK_OFF", why="x", nearest=long, mean_bps=1.0, n=30)
    agents = {long: row}
    (one,) = template_ideas(report(agents=agents, research=(gap,), regime_proposals=()), POLICY)
    assert one.name.startswith("a-9-very")
    assert one.name.endswith("-risk-off")
    assert len(one.name) <= 40
    assert one.signals[0].kind == "reversion"


def test_without_an_agent_or_a_symbol_there_is_nothing_to_breed_from() -> None:
    lone = {"clover-sol": reports.CLOVER}
    assert list(template_ideas(report(agents=lone), POLICY)) == []
    odd = {
        "clover-sol": CLOVER.model_copy(
            update={"symbols": {"ETH/BTC": SliceRow(n=1, net_bps=1.0, hit_rate=None)}}
        )
    }
    assert list(template_ideas(report(agents=odd), POLICY)) == []
    assert list(template_ideas(report(research=()), POLICY)) == []
