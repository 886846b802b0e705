"""Whether a change may be merged: what it does to risk, against the newest state of the fleet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.decision import Verb
from bot.decisions.fresh import age_minutes, data_fresh
from bot.policy.policy import Policy
from bot.policy.risk_change import Change, raised
from bot.policy.risk_rules import Risk
from bot.state.report.report import Report
from bot.words.globs import compile_glob
from bot.words.instant import parse
from bot.words.problem import Problem
from bot.words.stage import MAY_TRADE, RANK, Stage

STATE = "state/"
REGISTRY = "agents"
MAKEUP = frozenset({"strategy_class", "entry_point", "model", "code", "version", "preserves"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change: the policies before and after it, the differences, and every path it touches.

    `rules` are the newest policies of the base branch, whatever the change makes of them.
    """

    rules: Policy
    before: Policy
    after: Policy
    changes: tuple[Change, ...]
    paths: tuple[str, ...] = ()
    rewound: tuple[str, ...] = ()

    @property
    def raises(self) -> bool:
        return any(change.risk is Risk.RAISING for change in self.changes)


@dataclass(frozen=True, slots=True)
class Standing:
    """The fleet at this moment: judged anew under the rules; `latched` since when, if it is."""

    report: Report
    latched: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a change may not be merged; `line` 0 where it is nobody's line."""

    text: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] = ()
    raised: tuple[str, ...] = ()
    least_score: float = 80.0

    @property
    def approved(self) -> bool:
        return not self.reasons

    def having(self, risk: Risk) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.risk is risk)


def refused(problems: tuple[Problem, ...]) -> Ruling:
    """Refuse what cannot be read: a merge of it would stop every agent."""
    return Ruling(tuple(Reason(one.sentence(), one.file, one.line or 1) for one in problems))


def rule(proposal: Proposal, standing: Standing | str) -> Ruling:
    """Rule on a change, or where the fleet's standing is not known by why it is not.

    Whatever raises no risk needs nothing of it.
    """
    return Ruling(
        reasons=(*_machine_written(proposal), *_rewound(proposal), *_risky(proposal, standing)),
        changes=proposal.changes,
        raised=tuple(raised(proposal.before, proposal.after)),
        least_score=proposal.rules.promotion.gates.behavioral_score.min,
    )


def _machine_written(proposal: Proposal) -> Iterator[Reason]:
    """Keep people from what the machine remembers, where that lies on the same branch."""
    if proposal.rules.governor.state.branch:
        return
    for path in proposal.paths:
        if path.startswith(STATE) and path.endswith((".json", ".jsonl")):
            yield Reason(
                f"{path} is written by Governor alone: use a button (kill, revive, pause, release, "
                "mode) or a policy file instead",
                path,
                1,
            )


def _rewound(proposal: Proposal) -> Iterator[Reason]:
    for text in proposal.rewound:
        yield Reason(text)


def _risky(proposal: Proposal, standing: Standing | str) -> Iterator[Reason]:
    if not proposal.raises:
        return
    if isinstance(standing, str):
        yield Reason(f"it raises risk, and the fleet's state could not be judged: {standing}")
        return
    if standing.latched:
        yield from _frozen(proposal, standing.latched)
        return
    for name, stage in raised(proposal.before, proposal.after).items():
        yield from _unproven(proposal, standing, name, stage)
    if _at_stake(proposal):
        yield from _stale(proposal, standing)


def _frozen(proposal: Proposal, since: str) -> Iterator[Reason]:
    for change in proposal.changes:
        if change.risk is Risk.RAISING:
            why = f"raises risk, and nothing may while the breach of {since} is not released"
            yield Reason(f"{change.sentence()}: {why}", change.file, change.line)


def _at_stake(proposal: Proposal) -> bool:
    both = (*proposal.before.agents.agents, *proposal.after.agents.agents)
    return any(agent.stage in MAY_TRADE for agent in both)


def _stale(proposal: Proposal, standing: Standing) -> Iterator[Reason]:
    meta = standing.report.meta
    newest = parse(meta.newest_price) if meta and meta.newest_price else None
    risk = proposal.rules.risk
    if data_fresh(newest, standing.now, risk).passed:
        return
    age, limit = age_minutes(newest, standing.now), risk.severity.stale_minutes
    known = (
        "no price is known yet"
        if age is None
        else f"the newest price is {age:,.0f} minutes old, over the {limit} that are allowed"
    )
    yield Reason(f"it raises risk on stale data: {known}")


def _unproven(proposal: Proposal, standing: Standing, name: str, stage: Stage) -> Iterator[Reason]:
    file, line = _place_of(proposal, name)
    for why in _objections(proposal, standing, name, stage):
        yield Reason(f"{name} may not rise to {stage}: {why}", file, line)


def _objections(proposal: Proposal, standing: Standing, name: str, stage: Stage) -> Iterator[str]:
    row = standing.report.agents.get(name)
    if row is None:
        yield "nothing is known of it yet; register it in shadow first"
        return
    if row.decision != Verb.PROMOTE or not row.asks:
        yield f"the newest judgement is {row.decision}: {row.why.rstrip('.')}"
    elif RANK[Stage(row.asks)] < RANK[stage]:
        yield f"the newest judgement asks for {row.asks} only"
    if _makeup_changed(proposal, name):
        yield "the same change makes it another agent, of which nothing is known; change one first"


def _makeup_changed(proposal: Proposal, name: str) -> bool:
    if any(one.path[2:3] and one.path[2] in MAKEUP for one in _entries(proposal, name)):
        return True
    agent = proposal.after.agents.by_name[name]
    globs = [compile_glob(text) for text in agent.code]
    return any(glob.files.fullmatch(path) for glob in globs for path in proposal.paths)


def _place_of(proposal: Proposal, name: str) -> tuple[str, int]:
    """Find the line that raises an agent: its stage, or the whole entry of a newcomer."""
    found = (one for one in _entries(proposal, name) if one.path[2:] in ((), ("stage",)))
    change = next(found, None)
    return (change.file, change.line) if change else ("", 0)


def _entries(proposal: Proposal, name: str) -> Iterator[Change]:
    """Yield what changes of one agent in the registry."""
    for change in proposal.changes:
        if change.part == REGISTRY and change.path[:2] == (REGISTRY, name):
            yield change
