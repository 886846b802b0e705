"""Holds what the naive way wrote and pushed against what the cycle stored and reported."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from math import isclose
from pathlib import Path
from typing import Any

from bench.cycle.past import DUE
from bench.cycle.rival import page
from bench.cycle.world import BASE, World
from bot.state.evidence import checkpoint_path
from tests.adapters.state_git import git
from tests.workflows.fleet import STATE

Record = Mapping[str, Any]
Near = Callable[[float, float], bool]
REPORT = "reports/meta_report.json"
SAME = ("entry_at", "exit_at", "entry_price", "exit_price", "gross_bps", "net_bps", "settled_at")

# Half of the last digit that is shown, and a tenth more: the cycle keeps sums of days, rounded.
ONE_DIGIT = partial(isclose, rel_tol=0.0, abs_tol=0.055)
TWO_DIGITS = partial(isclose, rel_tol=0.0, abs_tol=0.0055)
FOUR_DIGITS = partial(isclose, rel_tol=0.0, abs_tol=5.5e-5)
SIX_DIGITS = partial(isclose, rel_tol=0.0, abs_tol=1e-6)
NINE_DIGITS = partial(isclose, rel_tol=0.0, abs_tol=1e-8)
FOUR_FIGURES = partial(isclose, rel_tol=5.5e-4)
BIN = partial(isclose, rel_tol=0.011)  # what a sketch of latencies is near
EXACT = partial(isclose, rel_tol=1e-9)

AGENT = {
    "pnl_sum_bps": ONE_DIGIT,
    "hit_rate": FOUR_DIGITS,
    "cvar95_bps": ONE_DIGIT,
    "confidence": FOUR_DIGITS,
    "alpha_30d_bps": ONE_DIGIT,
    "drawdown_bps": ONE_DIGIT,
    "max_drawdown_bps": ONE_DIGIT,
    "runs": EXACT,
    "error_rate": FOUR_DIGITS,
    "avg_latency_ms": FOUR_FIGURES,
    "p95_latency_ms": BIN,
    "cost_usd": FOUR_DIGITS,
}
EVIDENCE = {
    "drift": FOUR_FIGURES,
    "e_value": FOUR_FIGURES,
    "peak_e_value": FOUR_FIGURES,
    "p_active": FOUR_DIGITS,
    "p_dead": FOUR_DIGITS,
}
CAPITAL = {
    "weight": NINE_DIGITS,
    "risk_budget_usd": TWO_DIGITS,
    "portfolio_cvar_usd": TWO_DIGITS,
}
CLASS = {"cvar95_bps": ONE_DIGIT}
FLEET = {
    "regime_cap": EXACT,
    "gross": SIX_DIGITS,
    "portfolio_pnl_bps": ONE_DIGIT,
    "portfolio_pnl_30d_bps": ONE_DIGIT,
    "portfolio_hit_rate": FOUR_DIGITS,
    "portfolio_drawdown_bps": ONE_DIGIT,
    "portfolio_max_drawdown_bps": ONE_DIGIT,
    "portfolio_cvar95_bps": ONE_DIGIT,
}


def check(remote: Path, here: World) -> None:
    """`remote` is where the naive way pushed to."""
    ours = here.fleet.forge.remote
    rows, prices = written(remote, f"{STATE}~1")
    assert len(rows) == DUE
    assert (rows, prices) == written(ours, BASE)
    naive, report = page(remote, REPORT), page(ours, REPORT)
    figures(naive, report)
    checkpoint = checkpoint_path(report["meta"]["evidence_at"][:10]).removeprefix("state/")
    for found, stored in zip(naive["prior"], page(ours, checkpoint)["prior"], strict=True):
        assert EXACT(found, stored), (found, stored)


def written(remote: Path, before: str) -> tuple[Record, Record]:
    """Give what was added to the ledger since: settlements, and prices of hours."""
    diff = git(remote, "diff", "--unified=0", before, STATE, "--", "state/ledger")
    lines = [json.loads(line[1:]) for line in diff.splitlines() if line.startswith("+{")]
    rows = {_key(one): [one[name] for name in SAME] for one in lines if "signal_id" in one}
    marks = {
        f"{one['symbol']} {one['hour']}": (one["open"], one["close"])
        for one in lines
        if "signal_id" not in one
    }
    return rows, marks


def figures(naive: Record, ours: Record) -> None:
    _compare("fleet", naive["fleet"], ours["fleet"], FLEET)
    for name, row in ours["strategy_cvar"].items():
        _compare(name, {"cvar95_bps": naive["strategy_cvar"][name]}, row, CLASS)
    for name, row in ours["agents"].items():
        found = naive["agents"][name]
        assert found["n"] == row["n"]["pnl_sum_bps"], name
        _compare(name, found, row, AGENT)
        _compare(name, found, row["evidence"], EVIDENCE)
        _compare(name, naive["capital"][name], ours["capital"][name], CAPITAL)


def _compare(whose: str, found: Record, shown: Record, forms: Mapping[str, Near]) -> None:
    """Hold a null against a null, and a number against one of as many digits."""
    for name, is_near in forms.items():
        one, other = found.get(name), shown[name]
        alike = one is other if one is None or other is None else is_near(one, other)
        assert alike, f"{whose}: {name} is {one}, and {other} by the cycle"


def _key(row: Record) -> str:
    return f"{row['signal_id']} {row['horizon_hours']}"
