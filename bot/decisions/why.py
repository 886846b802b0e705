"""Why, in one sentence with numbers that a reader understands in ten seconds."""

from collections.abc import Sequence

from bot.decisions.decision import Branch, Verb, decisive, may_rise
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Finding
from bot.decisions.phrases import number, reached, shortfall
from bot.decisions.promotion import live_evidence
from bot.decisions.rise import next_stage
from bot.policy.promotion import Promotion
from bot.state.holds import Hold
from bot.stats.standing import days_to
from bot.words.count import plural
from bot.words.stage import MAY_RUN, RANK, Stage
from bot.words.text import printable

LONGEST = 300
MACHINE = "governor"
DONE = {Verb.KILL: "Killed", Verb.RETIRE: "Retired", Verb.WATCH: "On watch"}


def sentence(
    one: AgentFacts, place: Stage, tree: Sequence[Branch], asks: Stage | None, rules: Promotion
) -> str:
    branch = decisive(tree, one.stage)
    if branch is not None:
        return f"{_lowered(branch)}: {clause(branch)}."
    if one.stage not in MAY_RUN:
        return _stopped(one)
    if RANK[one.stage] < RANK[place]:
        return f"Kept in {one.stage}{_record(one.machine)}."
    target = next_stage(place, rules)
    if target is None:
        return _on_top(tree)
    if may_rise(tree):
        done = f"Ready for {target}, which people must allow" if asks else f"Raised to {target}"
        return f"{done}: {_strength(tree)}."
    return f"Held in {one.stage}: {_lacks(one, tree, rules)}."


def clause(branch: Branch) -> str:
    return " and ".join(reached(finding) for finding in branch.findings)


def days_to_next(one: AgentFacts, rules: Promotion) -> float | None:
    """Say how many more days of holding views the next step takes at the rate so far."""
    target = next_stage(one.stage, rules)
    by_gates = target is Stage.LIVE and rules.live.rule != "fdr"
    if target is None or by_gates or one.now is None:
        return None
    if target is Stage.CANARY:
        return days_to(one.now, rules.canary.e_value, rules.evidence.rho)
    if live_evidence(one.now.peak_log_e, rules.live.sup_e_value).passed:
        return 0.0
    return days_to(one.now, rules.live.sup_e_value, rules.evidence.rho)


def _lowered(branch: Branch) -> str:
    if branch.leads_to is Verb.DEMOTE:
        return "Quarantined" if branch.stage is Stage.QUARANTINED else "Demoted"
    return "Paused" if branch.stage is Stage.PAUSED else DONE[branch.leads_to]


def _stopped(one: AgentFacts) -> str:
    if one.listed is not None:
        return f"Killed by kill_list.yml: {printable(one.listed, LONGEST)}."
    return f"{one.stage.value.capitalize()}{_record(one.machine)}."


def _record(hold: Hold) -> str:
    by = "" if hold.by == MACHINE else f" by {printable(hold.by, LONGEST)}"
    return f" on {hold.since[:10]}{by}: {printable(hold.reason, LONGEST)}"


def _on_top(tree: Sequence[Branch]) -> str:
    watched = [one for one in tree if one.leads_to is Verb.DEMOTE and not one.advice]
    edge = next((one.findings[0] for one in watched if one.stage is Stage.DEMOTED), None)
    return "Live" + (f": {_margin(edge)}." if edge else ".")


def _margin(edge: Finding) -> str:
    if edge.observed is None:
        return "whether its edge is gone is first judged at midnight (UTC)"
    gone = reached(edge).partition(",")[0]
    return f"{gone}, and it is demoted {_edge_limit(edge)}"


def _edge_limit(edge: Finding) -> str:
    return f"{'above' if edge.relation == '>' else 'at'} {number(edge.limit)}"


def _asked(tree: Sequence[Branch]) -> list[Finding]:
    asked = [one for one in tree if one.leads_to is Verb.PROMOTE and not one.advice]
    return [finding for one in asked for finding in one.findings]


def _lacks(one: AgentFacts, tree: Sequence[Branch], rules: Promotion) -> str:
    missing = [finding for finding in _asked(tree) if not finding.passed]
    first = missing[0]
    rest = len(missing) - 1
    more = f" (and {rest} more)" if rest else ""
    return shortfall(first) + _distance(one, first, rules) + more


def _distance(one: AgentFacts, first: Finding, rules: Promotion) -> str:
    if first.rule not in ("canary_e_value", "live_e_value") or one.now is None:
        return ""
    days = days_to(one.now, first.limit, rules.evidence.rho)
    if days is None:
        return "; not getting nearer at this rate"
    return f"; about {plural(max(1, round(days)), 'more day')} at this rate"


def _strength(tree: Sequence[Branch]) -> str:
    asked = _asked(tree)
    shown = [one for one in asked if one.rule in ("canary_e_value", "live_e_value", "live_bh")]
    strong = f"{shortfall(shown[0])}, and " if shown else ""
    return f"{strong}all {len(asked)} conditions hold"
