"""The report, put together."""

from dataclasses import replace

from bot.decisions.decision import Decision, own_cause
from bot.decisions.reporting import fleet_rows
from bot.decisions.reporting.agent_rows import Beside, agent_row
from bot.decisions.reporting.kill_rows import auto_kill
from bot.decisions.reporting.material import Material
from bot.decisions.reporting.research import gaps, proposals
from bot.decisions.retirement_points import retirement_points
from bot.decisions.rise import next_stage
from bot.decisions.score import score
from bot.decisions.why import days_to_next
from bot.state.report.agent import AgentRow
from bot.state.report.fleet import Lineage
from bot.state.report.report import Report
from bot.words.instant import render


def build(material: Material) -> Report:
    agents = material.facts.agents
    lacking = gaps(agents, material.policy.promotion.minimum.trades)
    return Report(
        meta=fleet_rows.meta(material),
        fleet=fleet_rows.fleet(material),
        agents={name: _agent(name, material) for name in sorted(agents)},
        allocation=fleet_rows.allocation(material),
        capital=fleet_rows.capital(material),
        strategies=fleet_rows.strategies(material),
        strategy_cvar=fleet_rows.strategy_cvar(material),
        attribution=fleet_rows.attribution(material),
        lineage=Lineage(nodes=material.lineage.nodes, families=material.lineage.families),
        research=lacking,
        regime_proposals=proposals(agents, lacking),
        auto_kill=auto_kill(material),
    )


def _agent(name: str, material: Material) -> AgentRow:
    one, policy, stage = material.facts.agents[name], material.policy, material.stages[name]
    scored = score(one.measures, policy.promotion.score)
    points = retirement_points(one.measures, policy.retirement.points)
    registered = policy.agents.by_name.get(name)
    decision, judged = material.judgement.decisions[name], replace(one, stage=stage)
    beside = Beside(
        owner=registered.owner if registered else "",
        score=scored.value,
        score_parts=scored.parts,
        points=points.points,
        label=points.label,
        next=next_stage(stage, policy.promotion),
        days_to_next=None if _ends(decision) else days_to_next(judged, policy.promotion),
    )
    row = agent_row(judged, decision, beside)
    since = one.machine.since if stage is one.stage else render(material.now)
    return row.model_copy(update={"stage": stage.value, "since": since})


def _ends(decision: Decision) -> bool:
    """Tell whether the evidence shown is that of an epoch that ends now."""
    own = own_cause(decision.tree)
    return own is not None and own.closes_epoch
