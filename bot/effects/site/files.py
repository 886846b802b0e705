"""Every file of the dashboard, by its path."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.effects.charts import theme
from bot.effects.charts.history import marks
from bot.effects.site import pictures
from bot.effects.site.addresses import PAGES, agent_page
from bot.effects.site.drawing import Drawer
from bot.effects.site.in_force import last_replay, open_changes, standing
from bot.effects.site.kin import forest
from bot.effects.site.material import Material
from bot.effects.site.pictures import Picture
from bot.effects.site.records import Record, of_agent, records
from bot.effects.site.rules import rules
from bot.effects.site.waiting import falls, rises
from bot.state.report.agent import AgentRow
from bot.state.report.forensics import ForensicTest
from bot.words.stage import RANK, Stage

VEGA = "assets/vega.js"
LATELY = 8
RECORDS = 400


@dataclass(frozen=True, slots=True)
class Parts:
    """Templates by name, files that are handed on as they are, and a digest of the program."""

    templates: Mapping[str, str]
    assets: Mapping[str, bytes]
    program: str = ""


def files(material: Material, parts: Parts) -> dict[str, bytes]:
    return dict(sorted(_files(material, parts)))


def _files(material: Material, parts: Parts) -> Iterator[tuple[str, bytes]]:
    drawer, found = Drawer(parts.templates, material), records(material.entries)
    contexts = _contexts(material, found)
    for address, title in PAGES.items():
        yield address, drawer.page(address, address, title=title, **contexts.get(address, {}))
    for name, row in material.report.agents.items():
        address = agent_page(name)
        context = _of_agent(material, name, row, found)
        yield address, drawer.page("agent.html", address, title=name, **context)
    yield from parts.assets.items()
    yield "assets/themes.js", _themes()
    yield ".nojekyll", b""


def _contexts(material: Material, found: list[Record]) -> dict[str, dict[str, object]]:
    report = material.report
    waiting = rises(report.agents, material.intents)
    lowered = falls(report.agents, material.intents)
    return {
        "index.html": {
            "curves": _curves(material),
            "shares": _shares(material),
            "lately": found[:LATELY],
            "waiting": len(waiting) + len(lowered),
            "stages": _stages(report.agents),
        },
        "agents.html": {
            "rows": sorted(report.agents.items(), key=_order),
            "stages": sorted({one.stage for one in report.agents.values()}),
            "classes": sorted({one.strategy_class for one in report.agents.values()}),
        },
        "capital.html": {"shares": _shares(material)},
        "forensics.html": {"tests": _tests(material.forensics.tests)},
        "lineage.html": {"forest": forest(report.lineage.nodes)},
        "decisions.html": {"found": found[:RECORDS], "left": max(0, len(found) - RECORDS)},
        "approvals.html": {"rises": waiting, "falls": lowered},
        "policy.html": {
            **_policy(material),
            "changes": [one for one in found if one.kind == "policy"],
        },
    }


def _policy(material: Material) -> dict[str, object]:
    policy, impacts = material.policy, material.impacts
    return {
        "rules": rules(policy) if policy else {},
        "standing": standing(policy, material.report, material.entries) if policy else "",
        "replayed": last_replay(policy, impacts) if policy else None,
        "asked": open_changes(impacts),
    }


def _curves(material: Material) -> list[Picture]:
    if not material.points:
        return []
    fleet = material.report.fleet
    limit = fleet.drawdown_limit_bps if fleet else None
    happened = marks(material.entries)
    return [
        pictures.of_equity(material.points, happened),
        pictures.of_drawdown(material.points, limit, happened),
    ]


def _shares(material: Material) -> Picture | None:
    report = material.report
    if report.allocation is None or report.fleet is None:
        return None
    return pictures.of_allocation(report.allocation.weights, report.fleet.cash)


def _stages(agents: Mapping[str, AgentRow]) -> list[tuple[str, int]]:
    stages = [one.stage for one in agents.values()]
    return [(one.value, stages.count(one)) for one in reversed(Stage) if one in stages]


def _tests(tests: Iterable[ForensicTest]) -> list[tuple[int, ForensicTest]]:
    """Give what was confirmed first, each with its place in the report."""
    return sorted(enumerate(tests), key=lambda pair: pair[1].outcome != "supported")


def _order(item: tuple[str, AgentRow]) -> tuple[int, str]:
    name, row = item
    ranks = {stage.value: rank for stage, rank in RANK.items()}
    return -ranks.get(row.stage, 0), name


def _of_agent(
    material: Material, name: str, row: AgentRow, found: list[Record]
) -> dict[str, object]:
    report = material.report
    node = report.lineage.nodes.get(name)
    family = next((key for key, f in report.lineage.families.items() if name in f.members), None)
    return {
        "name": name,
        "a": row,
        "node": node,
        "family": family,
        "children": sorted(n for n, one in report.lineage.nodes.items() if one.parent == name),
        "charts": list(_charts(material, name, row)),
        "found": of_agent(found, name),
        "capital": report.capital.get(name),
        "limits": material.capital.agents.get(name),
    }


def _charts(material: Material, name: str, row: AgentRow) -> Iterator[Picture]:
    hypothesis = f"{name}/{row.evidence.epoch}"
    beliefs = material.beliefs.get(hypothesis, ())
    if any(one.e_value is not None for one in beliefs):
        yield pictures.of_beliefs(beliefs, _asked(material), f"beliefs.{hypothesis}")
    place = f"agents.{name}"
    if row.regimes:
        yield pictures.of_slices("regime", row.regimes, f"{place}.regimes")
    if row.horizons:
        yield pictures.of_slices("horizon", row.horizons, f"{place}.horizons", " h")
    if row.symbols:
        yield pictures.of_slices("symbol", row.symbols, f"{place}.symbols")
    if row.bins:
        yield pictures.of_bins(row.bins, f"{place}.bins")


def _asked(material: Material) -> dict[str, float]:
    if material.policy is None:
        return {}
    promotion = material.policy.promotion
    return {"canary": promotion.canary.e_value, "live": promotion.live.sup_e_value}


def _themes() -> bytes:
    both = {"light": theme.config(theme.LIGHT), "dark": theme.config(theme.DARK)}
    return f"window.chartThemes = {json.dumps(both, sort_keys=True, indent=1)};\n".encode()
