"""A small fleet for rules to judge: good by default, so that a test only says what is wrong."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import log

from bot.decisions.acts import Session, operations
from bot.decisions.decision import Decision
from bot.decisions.facts import AgentFacts, Facts, Market
from bot.decisions.judgement import Judgement, Memory
from bot.decisions.lifecycle import decide
from bot.policy.combine import effective_stage
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.policy.retirement import Retirement, TwoOfFour
from bot.state.agents import AGENTS, Agents
from bot.state.audit.note import PolicySource, Witness
from bot.state.decisions import DECISIONS, Decided, Decisions
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH, KillSwitch
from bot.state.lifecycle import RaiseStage
from bot.state.standing import standing as standing_of
from bot.state.strategies import STRATEGIES
from bot.stats.confidence import Confidence
from bot.stats.curve import Curve
from bot.stats.hypotheses import Hypothesis
from bot.stats.measured import Measured
from bot.stats.measures import Alpha, Measures, Runs, Trades, Views
from bot.stats.standing import Standing
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.fakes.store import MemoryTree
from tests.policy.shipped import CLASSIC, texts

NOW = parse("2026-11-21T06:30:00.000Z")
MIDNIGHT = parse("2026-11-21T00:00:00.000Z")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NAN = float("nan")
DEFAULT = Policy()
QUICK = replace(
    DEFAULT,
    retirement=Retirement(v=1, two_of_four=TwoOfFour(confidence_decay_above=0.5, hold_periods=2)),
)
STRONG = Standing(
    is_open=True,
    days_held=40.0,
    hours_unpriced=0,
    log_e=log(30.0),
    peak_log_e=log(30.0),
    futility_log_e=-1.0,
    drift=12.0,
    spread=40.0,
    mean_bps=20.0,
    bound_bps=4.0,
    active=0.97,
    dead=0.05,
    decline=0.0,
)
WEAK = replace(STRONG, log_e=log(2.3), peak_log_e=log(2.3))
NOTHING = replace(
    STRONG,
    days_held=0.0,
    log_e=None,
    peak_log_e=None,
    futility_log_e=None,
    drift=None,
    active=None,
    dead=None,
    decline=None,
)


def known(value: float | None, n: int = 100) -> Measured:
    return Measured(value, n)


GOOD = Measures(
    trades=Trades(pnl_sum_bps=known(400.0), hit_rate=known(0.6)),
    alpha=Alpha(periods_bps=(known(10.0),) * 6),
    runs=Runs(
        runs=100,
        error_rate=known(0.0),
        error_bound=known(0.03),
        error_count=known(0.0),
        latency_mean_ms=known(500.0),
        latency_p95_ms=known(900.0),
        cost_usd=known(1.0),
        cost_drift=known(1.0),
        cost_per_signal_usd=known(0.01),
        value_usd=known(10.0),
        value_over_cost=known(10.0),
    ),
    views=Views(
        signals=100,
        completeness=known(1.0),
        brier=known(0.24),
        mismatch_periods=(known(0.1),) * 6,
    ),
    confidence=Confidence(1.0, (5.0,) * 10),
)


def agent(name: str = "a") -> AgentFacts:
    """Give an agent that lacks nothing; its stage is joined later, by `facts`."""
    return AgentFacts(
        name=name,
        strategy_class="momentum",
        ceiling=Stage.LIVE,
        machine=standing_of(Agents(), KillSwitch(), name, "momentum"),
        stage=Stage.SHADOW,
        listed=None,
        hypothesis=Hypothesis(name, fingerprint=f"code-of-{name}"),
        now=STRONG,
        midnight=STRONG,
        measures=GOOD,
        first_seen=NOW - 60 * DAY,
    )


def facts(
    agents: Iterable[AgentFacts], tree: MemoryTree | None = None, now: datetime = NOW
) -> Facts:
    tree = tree or MemoryTree()
    states, switches = load(tree, AGENTS), load(tree, KILL_SWITCH)
    joined = {one.name: _join(one, states, switches) for one in agents}
    return Facts(
        now=now,
        evidence_at=now.replace(minute=0),
        agents=joined,
        classes={},
        peaks=[one.now.peak_log_e or 0.0 for one in joined.values() if one.now],
        market=Market(newest_price=now - timedelta(minutes=30)),
        curve=Curve(),
        daily_bps=[],
        states=states,
        switches=switches,
    )


def _join(one: AgentFacts, states: Agents, switches: KillSwitch) -> AgentFacts:
    """Do what the gatherer does: the epoch and the joined stage come from the state."""
    machine = standing_of(states, switches, one.name, one.strategy_class)
    stage = effective_stage(one.ceiling, machine.stage, killed=one.listed is not None)
    hypothesis = replace(one.hypothesis, epoch=states.agent(one.name).epoch)
    return replace(one, machine=machine, stage=stage, hypothesis=hypothesis)


def judge_one(
    one: AgentFacts, tree: MemoryTree | None = None, policy: Policy = DEFAULT
) -> Decision:
    return decide(policy, facts([one], tree), Memory()).decisions[one.name]


def memory_of(tree: MemoryTree) -> Memory:
    return Memory(load(tree, DECISIONS), load(tree, STRATEGIES))


def remembering(**agents: Decided) -> Memory:
    return Memory(Decisions(agents=agents))


def session(now: datetime = NOW) -> Session:
    witness = Witness(now, "governor", PolicySource(DEFAULT.digest), "1.0")
    return Session(witness, now, "inputs")


def cycle(tree: MemoryTree, seen: Facts, policy: Policy = DEFAULT) -> Judgement:
    """Judge once and write what follows into the tree."""
    before = memory_of(tree)
    judged = decide(policy, seen, before)
    tree.run(operations(seen, judged, before, session(seen.now)))
    return judged


def at(tree: MemoryTree, **stages: Stage) -> MemoryTree:
    """Put agents where an earlier rise put them."""
    for name, stage in stages.items():
        sequence = load(tree, AGENTS).agent(name).next_sequence
        tree.run([RaiseStage(name, stage, sequence, NOW - 30 * DAY, "merged", "governor")])
    return tree


def stage_in(tree: MemoryTree, name: str) -> Stage:
    return load(tree, AGENTS).agent(name).stage


def classic() -> Policy:
    policy, problems = read(texts(CLASSIC))
    assert policy is not None, problems
    return policy
