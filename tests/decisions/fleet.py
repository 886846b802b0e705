"""A small fleet for tests: facts about agents with as little said as a test needs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.decisions.decision import Decision, Verb
from bot.decisions.facts import AgentFacts, Facts, Market
from bot.decisions.judgement import BreachAct, ClassVerdict, Judgement, Memory
from bot.decisions.regime import RegimeCall
from bot.policy.agents import Agent
from bot.policy.agents import Agents as Registry
from bot.policy.allocation import Allocation
from bot.policy.policy import Policy
from bot.policy.risk import Risk
from bot.state.agents import NEWCOMER, Agents
from bot.state.holds import Hold, hold
from bot.state.kill_switch import KillSwitch
from bot.stats.confidence import Confidence
from bot.stats.curve import Curve
from bot.stats.hypotheses import Hypothesis
from bot.stats.measured import Measured
from bot.stats.measures import Alpha, Measures, Path, Runs, Slice, Trades
from bot.words.stage import Stage

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
DAYS = 40


def known(value: float | None) -> Measured:
    return Measured(value, DAYS)


def measures(  # noqa: PLR0913 whatever a test wants to say
    alpha: float | None = 10.0,
    volatility: float | None = 100.0,
    *,
    multiplier: float = 1.0,
    pnl: float | None = 200.0,
    hit: float | None = 0.5,
    errors: float | None = 0.0,
    cvar: float | None = None,
    drawdown: float | None = 0.0,
    symbols: Mapping[str, int] | None = None,
    regimes: Mapping[str, Slice] | None = None,
) -> Measures:
    traded = {"BTC": 1} if symbols is None else symbols
    return Measures(
        trades=Trades(
            pnl_sum_bps=known(pnl),
            hit_rate=known(hit),
            cvar95_bps=known(cvar),
            symbols={name: Slice(n, 0.0, 0, 0) for name, n in traded.items()},
            regimes=regimes or {},
        ),
        path=Path(daily_volatility_bps=known(volatility), drawdown_bps=known(drawdown)),
        alpha=Alpha(daily_bps=known(alpha)),
        runs=Runs(error_rate=known(errors)),
        confidence=Confidence(multiplier),
    )


def held(stage: Stage, since: datetime = NOW) -> Hold:
    return hold(stage, since, "for a test", "kim", 1)


def agent(
    name: str,
    stage: Stage = Stage.LIVE,
    strategy_class: str = "momentum",
    measured: Measures | None = None,
    parent: str | None = None,
) -> AgentFacts:
    return AgentFacts(
        name=name,
        strategy_class=strategy_class,
        ceiling=Stage.LIVE,
        machine=NEWCOMER.model_copy(update={"stage": stage}),
        stage=stage,
        listed=None,
        hypothesis=Hypothesis(name, strategy_class=strategy_class),
        measures=measures() if measured is None else measured,
        parent=parent,
        first_seen=NOW,
    )


def facts(
    *agents: AgentFacts,
    market: Market | None = None,
    daily_bps: Sequence[float] = (),
    states: Agents | None = None,
    switches: KillSwitch | None = None,
) -> Facts:
    return Facts(
        now=NOW,
        evidence_at=NOW,
        agents={one.name: one for one in agents},
        classes={},
        peaks=(),
        market=market or Market(newest_price=NOW),
        curve=Curve(),
        daily_bps=daily_bps,
        states=states or Agents(),
        switches=switches or KillSwitch(),
    )


def judged(
    given: Facts,
    verbs: Mapping[str, Verb] | None = None,
    stages: Mapping[str, Stage] | None = None,
    classes: Mapping[str, ClassVerdict] | None = None,
    breach: BreachAct | None = None,
) -> Judgement:
    decisions = {
        name: Decision(
            name, (verbs or {}).get(name, Verb.HOLD), (stages or {}).get(name, one.stage), "why"
        )
        for name, one in given.agents.items()
    }
    return Judgement(decisions, classes or {}, breach, Memory())


def stages(given: Facts) -> dict[str, Stage]:
    return {name: one.stage for name, one in given.agents.items()}


def weather(cap: float, regime: str | None = "MIXED") -> RegimeCall:
    return RegimeCall(regime, regime, None, {}, 0, cap, None, regime)


def policy(
    allocation: Allocation | None = None,
    risk: Risk | None = None,
    registry: Sequence[Agent] = (),
) -> Policy:
    return Policy(
        allocation=allocation or Allocation(v=1),
        risk=risk or Risk(v=1),
        agents=Registry(v=1, agents=tuple(registry)),
    )
