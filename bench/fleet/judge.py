"""The default rules, applied at every hour of a simulated life through the bot's own functions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from bench.fleet.form import Form
from bench.fleet.market import Array
from bench.fleet.positions import Book
from bench.fleet.world import Life
from bot.decisions import demotion, promotion
from bot.decisions.finding import below
from bot.policy.evidence import Evidence as Terms
from bot.policy.promotion import Promotion
from bot.policy.retirement import Retirement
from bot.stats import fold as fd
from bot.stats.evidence import Hour
from bot.stats.fleet_filter import Posterior, posterior
from bot.words.stage import Stage

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = {Stage.CANARY: 0.25, Stage.LIVE: 1.0}


@dataclass(frozen=True)
class Rules:
    """The policy as it ships, or a variant of it."""

    promotion: Promotion
    retirement: Retirement

    @property
    def terms(self) -> Terms:
        return self.promotion.evidence


SHIPPED = Rules(Promotion(v=1), Retirement(v=1))


def variant(**sections: dict[str, object]) -> Rules:
    """Change single keys of promotion.yml, by section."""
    return Rules(Promotion.model_validate({"v": 1, **sections}), SHIPPED.retirement)


@dataclass(frozen=True)
class Event:
    hour: int
    agent: int
    stage: Stage


@dataclass
class Fleet:
    """The fleet's standing while it is being judged."""

    fold: fd.Fold
    row: list[int]
    stage: list[Stage]
    form: Form
    events: list[Event] = field(default_factory=list)

    def move(self, hour: int, agent: int, stage: Stage) -> None:
        self.stage[agent] = stage
        self.events.append(Event(hour, agent, stage))


def judge(life: Life, book: Book, rules: Rules) -> tuple[list[Event], Array]:
    """Give every change of stage, and the fleet's weight of each agent in each hour."""
    hours, agents, _ = book.net.shape
    fold = fd.enter(fd.start(BEGIN, rules.terms), [_name(agent, 0) for agent in range(agents)])
    form = Form(life.trades, agents)
    fleet = Fleet(fold, list(range(agents)), [Stage.SHADOW] * agents, form)
    weights = np.zeros((hours, agents))
    for hour in range(hours):
        weights[hour] = [SIZES.get(stage, 0.0) for stage in fleet.stage]
        fleet.fold = fd.step(fleet.fold, _hour(life, book, hour, fleet), rules.terms)
        form.settle(hour + 1)
        _look(fleet, hour + 1, rules)
    return fleet.events, weights


def _name(agent: int, epoch: int) -> str:
    return f"{agent:04}/{epoch:03}"


def _hour(life: Life, book: Book, hour: int, fleet: Fleet) -> Hour:
    """Lay the agents' books out by hypothesis; the fold keeps closed ones out."""
    rows = np.array([int(name[:4]) for name in fleet.fold.names])
    return Hour(
        life.market.returns[hour],
        book.net[hour, rows].astype(np.float64),
        book.gross[hour, rows].astype(np.float64),
        book.cost[hour, rows],
    )


def _look(fleet: Fleet, hour: int, rules: Rules) -> None:
    if hour % 24 == 0:
        _demote(fleet, hour, rules)
    _retire(fleet, hour, rules)
    _to_live(fleet, hour, rules)
    _to_canary(fleet, hour, rules)


def _to_canary(fleet: Fleet, hour: int, rules: Rules) -> None:
    evidence, least = fleet.fold.evidence, rules.promotion.canary.e_value
    found = list(
        zip(evidence.log_e(rules.terms.rho).tolist(), evidence.drift.tolist(), strict=True)
    )
    risen = [
        agent
        for agent in _in(fleet, Stage.SHADOW)
        if all(one.passed for one in promotion.canary(*found[fleet.row[agent]], least))
        and _in_form(fleet, agent, rules)
    ]
    _rise(fleet, hour, risen, Stage.CANARY, rules)


def _to_live(fleet: Fleet, hour: int, rules: Rules) -> None:
    live, peaks = rules.promotion.live, fleet.fold.evidence.peak.tolist()
    strong = [
        agent
        for agent in _in(fleet, Stage.CANARY)
        if live.rule == "bh"
        or promotion.live_evidence(peaks[fleet.row[agent]], live.sup_e_value).passed
    ]
    if not strong:
        return
    active = _posterior(fleet, rules).active.tolist()
    candidates = {
        str(agent): promotion.Candidate(peaks[fleet.row[agent]], active[fleet.row[agent]])
        for agent in strong
    }
    if live.rule == "bh":
        found = promotion.live_bh(candidates, peaks, live.bh_q)
    else:
        found = promotion.live_share(candidates, live.sup_e_value, live.fdr)
    passed = [int(name) for name, finding in found.items() if finding.passed]
    risen = [agent for agent in passed if _in_form(fleet, agent, rules)]
    _rise(fleet, hour, risen, Stage.LIVE, rules)


def _in_form(fleet: Fleet, agent: int, rules: Rules) -> bool:
    """Judge the one operational gate that trades alone can fail: runs and costs are faultless."""
    gate = rules.promotion.gates.confidence_decay
    finding = below("confidence_decay", fleet.form.decay(agent), gate.below)
    return gate.use != "gate" or finding.passed


def _rise(fleet: Fleet, hour: int, agents: list[int], stage: Stage, rules: Rules) -> None:
    for agent in agents:
        fleet.move(hour, agent, stage)
    if agents:
        names = [fleet.fold.names[fleet.row[agent]] for agent in agents]
        floor = rules.promotion.demotion.cusum.floor
        fleet.fold = fd.promote(fleet.fold, names, rules.terms.rho, floor)


def _demote(fleet: Fleet, hour: int, rules: Rules) -> None:
    rule = rules.promotion.demotion
    dead, level = _posterior(fleet, rules).dead.tolist(), fleet.fold.decline.level.tolist()
    for agent in _in(fleet, Stage.CANARY) + _in(fleet, Stage.LIVE):
        row = fleet.row[agent]
        if rule.rule == "cusum":
            finding = demotion.decline(level[row], rule.cusum.limit)
        else:
            finding = demotion.lost_edge(dead[row], rule.p_dead)
        if finding.passed:
            _fresh_epoch(fleet, hour, agent)
            fleet.move(hour, agent, Stage.DEMOTED)
            fleet.stage[agent] = Stage.SHADOW


def _retire(fleet: Fleet, hour: int, rules: Rules) -> None:
    futility = rules.retirement.futility
    log_e = fleet.fold.evidence.futility_log_e(futility.edge, rules.terms.rho).tolist()
    for agent in _in(fleet, Stage.SHADOW):
        if demotion.no_edge(log_e[fleet.row[agent]], futility.e_value).passed:
            fleet.fold = fd.close(fleet.fold, [fleet.fold.names[fleet.row[agent]]])
            fleet.move(hour, agent, Stage.RETIRED)


def _posterior(fleet: Fleet, rules: Rules) -> Posterior:
    return posterior(fleet.fold.filter, fleet.fold.evidence, rules.terms.filter)


def _fresh_epoch(fleet: Fleet, hour: int, agent: int) -> None:
    old = fleet.fold.names[fleet.row[agent]]
    fresh = _name(agent, int(old[5:]) + 1)
    fleet.fold = fd.enter(fd.close(fleet.fold, [old]), [fresh])
    fleet.row[agent] = fleet.fold.names.index(fresh)
    fleet.form.begin(agent, hour)


def _in(fleet: Fleet, stage: Stage) -> list[int]:
    return [agent for agent, now in enumerate(fleet.stage) if now is stage]
