"""Reports made by hand, for what is rendered of them."""

from typing import Any

from bot.decisions.reporting.agent_rows import measured_of
from bot.state.lineage import Node
from bot.state.report.agent import AgentRow, EvidenceRow, SliceRow
from bot.state.report.fleet import (
    Allocation,
    Attribution,
    BreachRow,
    CapitalRow,
    FleetRow,
    Lineage,
    Meta,
    StrategyRow,
)
from bot.state.report.report import Report
from bot.state.report.scorecard import Against, ClassicScore, Count, RuleScore, Scorecard
from bot.stats.measures import Measures

NOW, HOUR = "2026-11-21T09:30:00.000Z", "2026-11-21T09:00:00.000Z"
SINCE = "2026-10-01T00:00:00.000Z"
NULL = tuple(measured_of(Measures()))


def agent(stage: str = "shadow", decision: str = "HOLD", **more: object) -> AgentRow:
    fields: dict[str, Any] = {
        **dict.fromkeys(NULL),
        "score": None,
        "strategy_class": "momentum",
        "stage": stage,
        "ceiling": "live",
        "since": SINCE,
        "decision": decision,
        "why": "Held in shadow: E is 2.3, needs 7; about 40 more days at this rate.",
        "killed": stage in ("killed", "retired", "quarantined", "paused"),
        "score_parts": {},
        "retirement_score": 0,
        "retirement_label": "",
        "runs": 0,
        "signals": 0,
        "ties": 0,
        "flat": 0,
        "tokens_in": 0,
        "tokens_out": 0,
        "confidence": 1.0,
        "confidence_decay": 0.0,
        "regimes": {},
        "symbols": {},
        "horizons": {},
        "bins": (),
        "evidence": EvidenceRow(epoch=1, fingerprint="1"),
        "findings": (),
        "n": {},
    }
    return AgentRow(**{**fields, **more})


def meta(severity: str = "low", **more: object) -> Meta:
    fields: dict[str, Any] = {
        "run_id": "4711",
        "generated_at": NOW,
        "evidence_at": HOUR,
        "policy_digest": "ab" * 32,
        "mode": "shadow",
        "severity": severity,
        "findings": (("data_fresh", "PASS", 31.0, "≤", 180.0),),
        "newest_price": HOUR,
        "lease_until": "2026-11-21T11:00:00.000Z",
    }
    return Meta(**{**fields, **more})


def fleet(**more: object) -> FleetRow:
    fields: dict[str, Any] = {
        "agents": 6,
        "trades": 1234,
        "portfolio_pnl_bps": 812.4,
        "portfolio_pnl_30d_bps": 120.0,
        "portfolio_hit_rate": 0.5512,
        "portfolio_drawdown_bps": 31.0,
        "portfolio_max_drawdown_bps": 144.2,
        "portfolio_cvar95_bps": -61.3,
        "portfolio_sharpe": 2.1,
        "drawdown_limit_bps": 250.0,
        "current_regime": "HIGH_VOL",
        "regime_by_signals": "RISK_ON",
        "regime_by_market": "HIGH_VOL",
        "regime_cap": 0.35,
        "gross": 0.14,
        "cash": 0.86,
        "n": {"portfolio_hit_rate": 49, "portfolio_pnl_30d_bps": 30},
    }
    return FleetRow(**{**fields, **more})


TIDE = agent(
    "live",
    why="Live: the chance that its edge is gone is 0.03, and it is demoted above 0.8.",
    score=91.2,
    pnl_sum_bps=913.0,
    alpha_30d_bps=412.3,
    cost_usd=3.2,
    regimes={"RISK_ON": SliceRow(n=40, net_bps=610.0, hit_rate=0.61)},
    n={"pnl_sum_bps": 88},
)
ANCHOR = agent(
    "shadow",
    "PROMOTE",
    asks="canary",
    why="Ready for canary, which people must allow: E is 8.1, needs 7, and all 9 conditions hold.",
    score=88.0,
    pnl_sum_bps=640.0,
    alpha_30d_bps=380.2,
    cost_usd=0.13,
    n={"pnl_sum_bps": 61},
)
EMBER = agent(
    "demoted",
    "DEMOTE",
    strategy_class="breakout",
    why="Demoted: the chance that its edge is gone is 0.86, above 0.8.",
    score=84.0,
    alpha_30d_bps=-210.0,
    cost_usd=0.12,
)
CLOVER = agent(score=90.0, alpha_30d_bps=95.1, cost_usd=0.11)
MOLASSES = agent(
    decision="WATCH", why="On watch: cost is 2.4 times value, above 1.", score=41.0, cost_usd=27.9
)
BANISHED = agent("killed", why="Killed by kill_list.yml: it doubles down on losses.")


def usual(**more: object) -> Report:
    fields: dict[str, Any] = {
        "v": 1,
        "meta": meta("medium"),
        "fleet": fleet(),
        "agents": {
            "tide-btc": TIDE,
            "anchor-sol": ANCHOR,
            "ember-eth": EMBER,
            "clover-sol": CLOVER,
            "molasses-sol": MOLASSES,
            "banished-btc": BANISHED,
        },
        "allocation": Allocation(
            method="softmax",
            weights={"tide-btc": 0.14, "anchor-sol": 0.0},
            confidence_state={"tide-btc": 1.03},
            excluded={"anchor-sol": "it is shadow"},
        ),
        "capital": {
            "tide-btc": CapitalRow(weight=0.14, risk_budget_usd=980.0, portfolio_cvar_usd=1211.5)
        },
        "strategies": {
            "momentum": StrategyRow(
                status="active",
                since=SINCE,
                reason="",
                agents=5,
                trades=420,
                pnl_sum_bps=1200.0,
                alpha_30d_bps=600.0,
                hit_rate=0.53,
                cost_usd=31.0,
            )
        },
        "attribution": Attribution(
            agents={"tide-btc": 812.4},
            strategy_classes={"momentum": 812.4},
            symbols={"BTC": 500.2, "ETH": 312.2},
            regimes={"RISK_ON": 900.0, "HIGH_VOL": -87.6},
            days=49,
            total_bps=812.4,
        ),
        "lineage": Lineage(nodes={"tide-btc": node(None), "tide-eth": node("tide-btc")}),
    }
    return Report(**{**fields, **more})


def node(parent: str | None) -> Node:
    return Node(strategy_class="momentum", parent=parent, first_seen=SINCE)


def breached() -> Report:
    breach = BreachRow(at=HOUR, drawdown_bps=262.0, limit_bps=250.0, killed=("ember-eth",))
    return usual(meta=meta("critical", breach=breach))


def scorecard() -> Scorecard:
    found = RuleScore(
        rule="death",
        decisions=3,
        n=2,
        right=1,
        wrong=1,
        saved_bps=40.0,
        lost_bps=12.5,
        classic=Against(n=2, bps=52.5),
    )
    return Scorecard(
        since="2026-10-20",
        until="2026-11-20",
        least_trades=20,
        rules=(found,),
        total=found.model_copy(update={"rule": "all"}),
        false_kills=Count(n=2, found=1, cost_bps=12.5),
        late_kills=Count(n=3, found=2, cost_bps=31.0),
        lucky_promotions=Count(),
        book_bps=22.0,
        held_bps=-140.0,
        days=30,
        classic=beside_classic(),
    )


def beside_classic() -> ClassicScore:
    made = RuleScore(rule="all", decisions=5, n=4, right=1, wrong=3, saved_bps=8.0, lost_bps=61.5)
    return ClassicScore(
        key="1",
        since="2026-10-21",
        until="2026-11-19",
        days=29,
        ours_bps=20.0,
        book_bps=-35.5,
        more_bps=55.5,
        low=-4.0,
        high=120.0,
        total=made,
        false_kills=Count(n=4, found=3, cost_bps=61.5),
        late_kills=Count(n=1, found=1, cost_bps=9.0),
    )
