"""What is refused, each case with its reason; and that nothing else is."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from bot.effects.proposals.kin import kin_of
from bot.effects.proposals.refusing import refusals
from bot.policy.kill_list import KillList
from bot.state.proposals import Acceptance
from bot.state.report.agent import SliceRow
from bot.words.stage import Stage
from tests.effects import reports
from tests.effects.proposals.world import AT, POLICY, RECORDS, TIDE, made, proposed, report, sight

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a living agent": ({"name": "tide-btc"}, "tide-btc is a living agent"),
    "spelled otherwise": ({"name": "tidebtc"}, "tide-btc is a living agent"),
    "a killed one": ({"name": "banished-btc"}, "banished-btc is killed; only a person"),
    "one that left": ({"name": "gone-btc"}, "gone-btc was an agent before"),
    "a quarantined one": ({"name": "smoke-eth"}, "smoke-eth was an agent before; it left"),
    "ourselves": ({"name": "governor"}, "Governor's own name"),
    "the fleet": ({"name": "all"}, "stands for the whole fleet"),
    "an invented parent": ({"parent": "phoenix"}, "its parent phoenix is not registered"),
    "a parent that left": ({"parent": "gone-btc"}, "its parent gone-btc is not registered"),
    "a dead parent": ({"parent": "banished-btc"}, "its parent banished-btc is killed"),
    "a tainted ancestor": ({"parent": "ember-eth"}, "descend from smoke-eth, which is quarantined"),
    "a dead class": ({"strategy_class": "Martingale"}, "is killed, and takes no newcomers"),
    "a deprecated class": ({"strategy_class": "carry"}, "is deprecated, and takes no newcomers"),
    "too much weight": (
        {"risk_controls": {"min_confidence": 0, "max_weight": 0.5, "rules": ["none"]}},
        "above 0.2, the cap of one agent",
    ),
    "no weight": (
        {"signals": [{"kind": "momentum", "lookback_hours": 5, "weight": 0.0}]},
        "all its signals weigh nothing",
    ),
    "an unknown symbol": ({"symbols": ["DOGE"]}, "nobody has traded DOGE"),
}


def test_a_sound_idea_is_not_refused() -> None:
    assert refusals(made(), sight()) == ()


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_with_its_reason(case: str) -> None:
    changes, reason = WRONG[case]
    (said,) = refusals(made(**changes), sight())
    assert reason in said


def test_all_reasons_are_given_at_once() -> None:
    one = made(name="tide-btc", parent="phoenix", symbols=["DOGE"])
    assert len(refusals(one, sight())) == 3


def test_while_everything_is_killed_nobody_is_proposed() -> None:
    policy = replace(POLICY, kill_list=KillList(v=1, all=True, reason="storm"))
    here = replace(sight(), policy=policy, kin=kin_of(policy, RECORDS))
    assert "its parent clover-sol is killed" in refusals(made(), here)


@pytest.mark.parametrize(
    "same",
    [
        {"thesis": "Falls in a frightened market go too far, and come back within two days."},
        {"thesis": "Quite another sentence about nothing.", "symbols": ["ETH", "SOL"]},
    ],
    ids=["same words", "same signals"],
)
def test_what_says_the_same_under_another_name_is_a_double(same: dict[str, Any]) -> None:
    other = proposed(made(name="clover-tide", **same))
    assert refusals(made(), sight(other)) == ("it says the same as clover-tide, which is proposed",)


@pytest.mark.parametrize(
    "other",
    [
        {"regime": "HIGH_VOL"},
        {"symbols": ["SOL"]},
        {"strategy_class": "breakout"},
        {
            "thesis": "Quite another sentence about nothing.",
            "signals": [{"kind": "momentum", "lookback_hours": 24, "weight": 1.0}],
        },
    ],
    ids=["regime", "symbols", "class", "thesis and signals"],
)
def test_what_differs_is_no_double(other: dict[str, Any]) -> None:
    assert refusals(made(), sight(proposed(made(name="clover-tide", **other)))) == ()


def test_the_idea_of_a_stopped_agent_does_not_come_back_under_another_name() -> None:
    stopped = made(name="banished-btc")
    one = proposed(stopped, state="accepted", accepted=Acceptance(by="kim", at=AT, reason="x"))
    assert refusals(made(), sight(one)) == ("it says the same as banished-btc, which is killed",)


def test_a_name_is_proposed_once() -> None:
    other = proposed(made(regime="MIXED"))
    assert refusals(made(), sight(other)) == ("clover-calm is proposed already",)
    assert refusals(made(), sight(proposed(made()))) == (), "it is no double of itself"


def test_a_regime_in_which_an_agent_gains_alike_is_no_gap() -> None:
    one = made(strategy_class="momentum", regime="MIXED", symbols=["BTC"])
    assert refusals(one, sight()) == (
        "tide-btc gains in MIXED already, on the same symbols and in the same way",
    )
    few = {"MIXED": SliceRow(n=3, net_bps=240.0, hit_rate=None)}
    agents = {**report().agents, "tide-btc": TIDE.model_copy(update={"regimes": few})}
    assert refusals(one, sight(agents=agents)) == ()


def test_a_released_ancestor_is_no_hindrance() -> None:
    nodes = {
        **RECORDS.nodes,
        "smoke-eth": RECORDS.nodes["smoke-eth"].model_copy(update={"stage": Stage.DEMOTED}),
    }
    here = replace(sight(), kin=kin_of(POLICY, replace(RECORDS, nodes=nodes)))
    assert refusals(made(parent="ember-eth"), here) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Tide"},
        {"name": "tide_x"},
        {"name": "-x"},
        {"name": "x" * 41},
        {"name": "a/../../b"},
        {"name": "x\n"},
        {"name": "@acme"},
        {"regime": "BOOM"},
        {"symbols": []},
        {"symbols": ["btc"]},
        {"risk_controls": {"min_confidence": 0.2, "max_weight": 0.05, "rules": []}},
        {"risk_controls": {"min_confidence": 0.2, "max_weight": 0, "rules": ["none"]}},
        {"signals": [{"kind": "exec", "lookback_hours": 5, "weight": 1.0}]},
        {"signals": [{"kind": "momentum", "lookback_hours": 0, "weight": 1.0}]},
        {"signals": [{"kind": "momentum", "lookback_hours": 5, "weight": float("nan")}]},
        {"expected_edge_bps": 1e9},
        {"thesis": "x"},
        {"thesis": "x" * 601},
        {"code": "import os"},
    ],
    ids=str,
)
def test_what_is_out_of_shape_or_bounds_cannot_be_made(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**changes)


def test_where_nothing_was_traded_no_symbol_is_known() -> None:
    bare = {"clover-sol": reports.CLOVER}
    here = sight(
        agents=bare, attribution=reports.usual().attribution.model_copy(update={"symbols": {}})
    )
    assert any("nobody has traded" in one for one in refusals(made(), here))
