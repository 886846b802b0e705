"""The naive way reckons what the cycle does, and what differs is seen."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.cycle import agree
from bench.cycle.naive import regime, weights, writing
from bench.cycle.naive.fleet_filter import PRIOR, Likelihood, learned
from bench.cycle.naive.records import DAY, text
from bench.cycle.rival import page, pushed
from bot.decisions.caps import fill, hold_down
from bot.decisions.scores import shares
from bot.policy.evidence import FleetFilter
from bot.policy.policy import Policy
from bot.stats import evidence as ev
from bot.stats import fleet_filter as ff
from tests.adapters.state_git import BRANCH, git, make_bare

AGENTS, DAYS, HOURS, BUDGET = 6, 40, 24, 0.01
NOW = 800 * DAY


def test_the_filter_is_that_of_the_fleet() -> None:
    chance, terms = np.random.default_rng(7), FleetFilter()
    everybody, budget = np.ones(AGENTS, dtype=np.bool_), np.full(AGENTS, BUDGET)
    plain, prior = [Likelihood() for _ in range(AGENTS)], PRIOR
    state, evidence = ff.joined(ff.start(terms), AGENTS), ev.no_evidence(AGENTS)
    for _ in range(DAYS):
        for _ in range(HOURS):
            y = chance.normal(0.01, 0.1, AGENTS)
            for one, gained in zip(plain, y.tolist(), strict=True):
                one.hour(gained, (gained**2 + 2 * BUDGET) / 3)
            state = ff.after_hour(state, ev.Step(y, budget, budget, everybody), terms)
            evidence = replace(
                evidence,
                hours=evidence.hours + 1,
                drift=evidence.drift + y,
                squares=evidence.squares + y * y,
                budget=evidence.budget + budget,
            )
        for one in plain:
            one.midnight()
        prior = learned(prior, plain)
        state = ff.after_day(state, evidence, everybody, terms)
    odds = ff.posterior(state, evidence, terms)
    active, dead = zip(*(one.odds(prior) for one in plain), strict=True)
    assert prior == pytest.approx(state.prior.tolist(), rel=1e-9)
    assert active == pytest.approx(odds.active.tolist(), rel=1e-9)
    assert dead == pytest.approx(odds.dead.tolist(), rel=1e-9)


def agent(alpha: float | None, group: str = "a", stage: str = "live", **symbols: int) -> Any:  # noqa: ANN401
    return {
        "stage": stage,
        "class": group,
        "alpha_a_day": alpha,
        "volatility": 10.0 + 30.0 * (group == "b"),
        "confidence": 0.9,
        "symbols": symbols or {"BTC": 1},
    }


def test_weights_are_held_down_by_every_cap_as_the_book_is() -> None:
    fleet = {
        **{f"a{number}": agent(9.0 + number) for number in range(4)},
        "b": agent(2.0, "b", ETH=3, BTC=1),
        "canary": agent(8.0, "b", "canary"),
    }
    scores = {name: weights.score(one) or 0.0 for name, one in fleet.items()}
    held = fill(shares(scores, Policy().allocation), dict.fromkeys(fleet, 0.2))
    held["canary"] *= 0.25
    held = hold_down(
        held, {name: {one["class"]: 1.0} for name, one in fleet.items()}, lambda _: 0.5
    )
    parts = {name: weights.spread(one["symbols"]) for name, one in fleet.items()}
    held = hold_down(held, parts, lambda _: 0.4)
    found = weights.weights(fleet, 0.6)
    assert found == pytest.approx({name: 0.6 * share for name, share in held.items()})
    assert sum(found[f"a{number}"] for number in range(4)) < 0.6 * 0.4


@pytest.mark.parametrize(
    "one", [agent(None), agent(5.0, stage="shadow"), {**agent(5.0), "symbols": {}}]
)
def test_nobody_has_a_weight_who_may_not_trade_or_is_not_known(one: Any) -> None:  # noqa: ANN401
    assert weights.weights({"one": one, "other": agent(1.0)}, 1.0) == {"one": 0.0, "other": 0.2}


@pytest.mark.parametrize(
    ("said", "mean", "square", "last_known", "cap"),
    [
        ({"RISK_ON": 30}, 0.0, 100.0, None, 0.6),
        ({"RISK_ON": 30}, 4.0, 100.0, None, 1.0),
        ({"RISK_ON": 30}, -4.0, 100.0, None, 0.2),
        ({"RISK_ON": 30}, 4.0, 9000.0, None, 0.35),
        ({"RISK_ON": 30, "MIXED": 30}, 4.0, 100.0, None, 0.5),
        ({"RISK_ON": 30, "MIXED": 30}, 4.0, 100.0, "RISK_OFF", 0.2),
        ({"RISK_ON": 19}, 4.0, 100.0, "RISK_ON", 0.5),
    ],
)
def test_the_tighter_of_what_is_said_and_what_is_seen_caps_the_book(
    said: Mapping[str, int], mean: float, square: float, last_known: str | None, cap: float
) -> None:
    signals = [
        {"regime": name, "received_at": text(NOW - number)}
        for name, count in said.items()
        for number in range(count)
    ]
    assert regime.regime_cap(signals, [(mean, square)] * 200, last_known, NOW) == cap


def test_what_was_found_is_pushed(tmp_path: Path) -> None:
    remote, checkout = make_bare(tmp_path / "remote.git"), tmp_path / "checkout"
    git(tmp_path, "clone", "--quiet", str(remote), str(checkout))
    git(checkout, "checkout", "--quiet", "-b", BRANCH)
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    ledger = checkout / "state" / "ledger"
    rows = [
        {**dict.fromkeys(agree.SAME, 1), "signal_id": "s", "horizon_hours": 1, "day": "2026-03-02"}
    ]
    writing.append(ledger, rows, "day")
    writing.append(
        ledger / "marks", [{"symbol": "BTC", "hour": "2026-03-02", "open": 1, "close": 2}], "hour"
    )
    writing.report(checkout / "state", {"agents": {}})
    writing.push(checkout)
    assert json.loads(pushed(remote, "ledger/2026-03-02.jsonl")) == rows[0]
    assert page(remote, agree.REPORT) == {"agents": {}}
    assert agree.written(remote, f"{BRANCH}~1") == (
        {"s 1": [1] * len(agree.SAME)},
        {"BTC 2026-03-02": (1, 2)},
    )


def told() -> dict[str, Any]:
    """Give what both say, as the cycle nests it and as the naive way does."""
    flat = dict.fromkeys([*agree.AGENT, *agree.EVIDENCE], 0.5)
    return {
        "fleet": dict.fromkeys(agree.FLEET, 0.5),
        "strategy_cvar": {"class-0": 0.5},
        "agents": {"one": {**flat, "n": 7}},
        "capital": {"one": dict.fromkeys(agree.CAPITAL, 0.5)},
    }


def shown() -> dict[str, Any]:
    naive = told()
    row = {**naive["agents"]["one"], "n": {"pnl_sum_bps": 7}}
    return {
        **naive,
        "strategy_cvar": {"class-0": {"cvar95_bps": 0.5}},
        "agents": {"one": {**row, "evidence": naive["agents"]["one"]}},
    }


PLACES = [
    *(("fleet", name) for name in agree.FLEET),
    ("strategy_cvar", "class-0"),
    *(("agents", "one", name) for name in [*agree.AGENT, *agree.EVIDENCE, "n"]),
    *(("capital", "one", name) for name in agree.CAPITAL),
]


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
@pytest.mark.parametrize("other", [0.6, None])
def test_a_figure_that_differs_is_seen(place: tuple[str, ...], other: float | None) -> None:
    naive = deepcopy(told())
    agree.figures(naive, shown())
    inner = naive
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = other
    with pytest.raises(AssertionError):
        agree.figures(naive, shown())
