"""A fleet that lacks something, and ideas for it."""

from typing import Any

from bot.effects.proposals.kin import Kin, Records, kin_of
from bot.effects.proposals.refusing import Sight
from bot.policy.agents import Agent, Agents
from bot.policy.kill_list import Kill, KillList
from bot.policy.policy import Policy
from bot.state.agents import Agents as AgentStates
from bot.state.kill_switch import KillSwitch
from bot.state.lineage import Node
from bot.state.proposals import Idea, Proposal
from bot.state.report.agent import SliceRow
from bot.state.report.fleet import GapRow, ProposalRow
from bot.state.report.report import Report
from bot.state.strategies import Strategies, Strategy
from bot.words.stage import Stage
from tests.effects import reports

AT = "2026-11-23T09:00:00.000Z"
REGISTRY = {
    "tide-btc": ("momentum", None),
    "anchor-sol": ("momentum", "tide-btc"),
    "ember-eth": ("breakout", "smoke-eth"),
    "clover-sol": ("momentum", None),
    "molasses-sol": ("momentum", None),
    "banished-btc": ("momentum", None),
}
POLICY = Policy(
    agents=Agents(
        v=1,
        agents=tuple(
            Agent(name=name, strategy_class=family, parent=parent, version="1")
            for name, (family, parent) in REGISTRY.items()
        ),
    ),
    kill_list=KillList(
        v=1,
        agents=(Kill(name="banished-btc", reason="it doubles down", by="kim"),),
        strategy_classes=(Kill(name="martingale", reason="never again", by="kim"),),
    ),
)
NODES = {
    "smoke-eth": Node(strategy_class="breakout", stage=Stage.QUARANTINED, left_at=AT),
    "gone-btc": Node(strategy_class="momentum", stage=Stage.SHADOW, left_at=AT),
    "tide-btc": Node(strategy_class="momentum"),
}
RECORDS = Records(
    AgentStates(),
    KillSwitch(),
    NODES,
    Strategies(classes={"carry": Strategy(status="deprecated")}),
)
TIDE = reports.TIDE.model_copy(
    update={
        "regimes": {
            "RISK_ON": SliceRow(n=40, net_bps=610.0, hit_rate=0.61),
            "MIXED": SliceRow(n=30, net_bps=240.0, hit_rate=0.55),
        },
        "symbols": {"BTCUSDT": SliceRow(n=70, net_bps=850.0, hit_rate=0.58)},
    }
)
CLOVER = reports.CLOVER.model_copy(
    update={
        "regimes": {"RISK_OFF": SliceRow(n=25, net_bps=180.0, hit_rate=0.6)},
        "symbols": {
            "SOL": SliceRow(n=20, net_bps=120.0, hit_rate=0.6),
            "ETH-USD": SliceRow(n=5, net_bps=60.0, hit_rate=0.6),
        },
    }
)
IDEA: dict[str, Any] = {
    "name": "clover-calm",
    "strategy_class": "mean_reversion",
    "parent": "clover-sol",
    "regime": "RISK_OFF",
    "symbols": ["SOL", "ETH"],
    "thesis": "Falls in a frightened market go too far and come back within days.",
    "data_sources": ["hourly candles"],
    "signals": [{"kind": "reversion", "lookback_hours": 24, "weight": 1.0}],
    "evaluation": {
        "offline": "Replay it over the recorded history, trades in its regime alone.",
        "shadow": "Sixty trades beside its parent, then the usual gates.",
    },
    "risk_controls": {"min_confidence": 0.2, "max_weight": 0.05, "rules": ["flat elsewhere"]},
    "expected_edge_bps": 5.0,
}


def report(**more: object) -> Report:
    usual = reports.usual()
    given: dict[str, Any] = {
        "agents": {**usual.agents, "tide-btc": TIDE, "clover-sol": CLOVER},
        "research": (
            GapRow(regime="HIGH_VOL", why="no agent has 20 settled trades in it"),
            GapRow(
                regime="RISK_OFF",
                why="no promoted agent has gained in it",
                nearest="clover-sol",
                mean_bps=7.2,
                n=25,
            ),
        ),
        "regime_proposals": (
            ProposalRow(
                regime="RISK_OFF",
                strategy_class="momentum",
                parent="clover-sol",
                mean_bps=7.2,
                n=25,
            ),
        ),
        **more,
    }
    return reports.usual(**given)


def idea(**more: object) -> dict[str, Any]:
    return {**IDEA, **more}


def made(**more: object) -> Idea:
    return Idea.model_validate(idea(**more), strict=False)


def proposed(one: Idea, **more: Any) -> Proposal:  # noqa: ANN401 - fields of the row
    return Proposal(**{"id": one.id, "name": one.name, "at": AT, "idea": one, **more})


def kin() -> Kin:
    return kin_of(POLICY, RECORDS)


def sight(*others: Proposal, **more: object) -> Sight:
    return Sight(POLICY, report(**more), kin(), others)
