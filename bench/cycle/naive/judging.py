"""All that is told of the fleet, reckoned from the first day: a report like the cycle's own."""

import math
from collections import defaultdict

from bench.cycle.naive.agent import Agent
from bench.cycle.naive.fold import Fold
from bench.cycle.naive.measures import WINDOW, cvar95, path, trades, usage
from bench.cycle.naive.portfolio import Portfolio
from bench.cycle.naive.records import BPS, HOUR, MINUTE, PRIMARY, Record, grouped, millis, window
from bench.cycle.naive.regime import regime_cap
from bench.cycle.naive.settling import View
from bench.cycle.naive.weights import weights

NAV_USD, RISK_BUDGET = 1_000_000.0, 0.02


def judge(state: Record, views: list[View], now: int) -> Record:
    """`state` has lists of what was read and found: signals, runs, rows, marks, book, stages."""
    end = (now - MINUTE) // HOUR
    since = window(end * HOUR, WINDOW)
    portfolio = Portfolio(state["book"])
    fold = Fold(state["stages"], portfolio)
    fold.run(views, moves_of(state["marks"]), end)
    rows, runs = grouped(state["rows"], "agent"), grouped(state["runs"], "agent")
    classes = {one["agent"]: one["strategy_class"] for one in state["signals"]}
    agents = {
        name: {
            "stage": state["stages"][name],
            "class": classes.get(name),
            **trades(rows[name], since),
            **usage(runs[name], since),
            **path(agent.days),
            **evidence(agent, fold.prior),
        }
        for name, agent in fold.agents.items()
    }
    cap = regime_cap(state["signals"], fold.market, portfolio.last_known, now)
    shares = weights(agents, cap)
    return {
        "agents": agents,
        "capital": capital(agents, shares),
        "strategy_cvar": class_tails(state["rows"], since),
        "fleet": {"regime_cap": cap, "gross": sum(shares.values()), **portfolio.told()},
        "prior": fold.prior,
    }


def moves_of(marks: list[Record]) -> dict[int, dict[str, float]]:
    moves: dict[int, dict[str, float]] = defaultdict(dict)
    for one in marks:
        hour = millis(one["hour"]) // HOUR
        moves[hour][one["symbol"]] = BPS * (one["close"] / one["open"] - 1)
    return moves


def evidence(agent: Agent, prior: list[float]) -> Record:
    if not agent.curve.hours:
        return {}
    active, dead = agent.chances.odds(prior)
    return {
        "drift": agent.chances.drift,
        "e_value": math.exp(agent.log_e),
        "peak_e_value": math.exp(agent.peak),
        "p_active": active,
        "p_dead": dead,
        "drawdown_bps": agent.curve.drawdown,
        "max_drawdown_bps": agent.curve.deepest,
    }


def capital(agents: Record, shares: dict[str, float]) -> Record:
    """Say what each share of the book can cost."""
    found = {}
    for name, share in shares.items():
        tail = agents[name]["cvar95_bps"]
        found[name] = {
            "weight": share,
            "risk_budget_usd": NAV_USD * RISK_BUDGET * share,
            "portfolio_cvar_usd": None if tail is None else tail / BPS * NAV_USD * share,
        }
    return found


def class_tails(rows: list[Record], since: str) -> dict[str, float | None]:
    lately = [row for row in rows if row["settled_at"] >= since]
    primary = [row for row in lately if row["horizon_hours"] == PRIMARY]
    by_class = grouped(primary, "strategy_class")
    return {name: cvar95([row["net_bps"] for row in own]) for name, own in by_class.items()}
