"""Proposals without a model: each follows from a gap of the report and the agent nearest to it."""

import re
from collections.abc import Iterator
from typing import cast

from bot.ledger.symbols import asset
from bot.policy.policy import Policy
from bot.state.proposals import Controls, Idea, Kind, Plan, Regime, Signal
from bot.state.report.report import Report

SYMBOLS, LONGEST, MOST_BPS = 4, 40, 200.0
SLUG = re.compile(r"[^a-z0-9]+")
PLAIN = re.compile(r"[A-Z0-9]{2,12}")
KINDS: dict[str, Kind] = {"revers": "reversion", "breakout": "breakout", "vol": "calm"}
FAST, SLOW = 12, 48
OFFLINE = (
    "Replay it over the whole recorded history; its trades in {regime} after cost against those of "
    "{parent}, and its trades elsewhere, where it has to stay flat."
)
SHADOW = (
    "Run it in shadow beside {parent} until the gates of promotion.yml have their least number of "
    "trades; close it when the two agree almost always."
)
RULES = (
    "flat outside of its regime and while the regime is unknown",
    "flat where the confidence is below the least",
)
GAINED = "{parent} has gained in {regime}, where no promoted agent has; a child trades there alone."
NEAREST = (
    "No promoted agent has gained in {regime} and {parent} comes nearest; its views are tried "
    "there the other way round."
)


def template_ideas(report: Report, policy: Policy) -> Iterator[Idea]:
    """Breed from who gained in a gap; where nobody did, try who came nearest the other way."""
    gained = {one.regime: one for one in report.regime_proposals}
    for gap in report.research:
        row = gained.get(gap.regime)
        parent = row.parent if row else gap.nearest
        if parent is None or parent not in report.agents:
            continue
        edge = min(row.mean_bps, MOST_BPS) if row else None
        idea = _idea(report, policy, gap.regime, parent, edge)
        if idea is not None:
            yield idea


def _idea(
    report: Report, policy: Policy, regime: str, parent: str, edge: float | None
) -> Idea | None:
    """Make one; `edge` is what the parent gained a trade, None where it lost."""
    row, is_gain = report.agents[parent], edge is not None
    said = {"parent": parent, "regime": regime}
    best = sorted(row.symbols, key=lambda name: (-row.symbols[name].net_bps, name))
    symbols = [one for one in dict.fromkeys(map(asset, best)) if PLAIN.fullmatch(one)]
    if not symbols:
        return None
    kind, way = _kind(row.strategy_class), 1 if is_gain else -1
    return Idea(
        name=_name(parent, regime),
        strategy_class=row.strategy_class,
        parent=parent,
        regime=cast("Regime", regime),
        symbols=tuple(symbols[:SYMBOLS]),
        thesis=(GAINED if is_gain else NEAREST).format(**said),
        data_sources=("hourly candles of the venues in prices.yml", "the regime of the lease"),
        signals=(
            Signal(kind=kind, lookback_hours=FAST, weight=0.5 * way),
            Signal(kind=kind, lookback_hours=SLOW, weight=0.5 * way),
        ),
        evaluation=Plan(offline=OFFLINE.format(**said), shadow=SHADOW.format(**said)),
        risk_controls=Controls(
            min_confidence=0.2, max_weight=min(0.05, policy.allocation.caps.agent), rules=RULES
        ),
        expected_edge_bps=edge,
    )


def _kind(strategy_class: str) -> Kind:
    found = (kind for piece, kind in KINDS.items() if piece in strategy_class.casefold())
    return next(found, "momentum")


def _name(parent: str, regime: str) -> str:
    """Begin with a letter and keep the regime, however long the parent's name is."""
    end = f"-{SLUG.sub('-', regime.casefold())}"
    start = SLUG.sub("-", parent.casefold()).strip("-")
    start = start if start[:1].isalpha() else f"a-{start}"
    return start[: LONGEST - len(end)].rstrip("-") + end
