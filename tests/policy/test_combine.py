from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.agents import Agent, Agents
from bot.policy.combine import LIMITS, effective_stage, override_problems, stage_of, tighten
from bot.policy.kill_list import Kill, KillList
from bot.policy.policy import Policy
from bot.words.stage import RANK, Stage, safer

LIVE = Policy(governor=Policy().governor.model_copy(update={"mode": "live"}))
SHADOW = Policy()


@pytest.mark.parametrize(
    ("policy", "variable", "mode", "notices"),
    [
        (SHADOW, None, "shadow", 0),
        (SHADOW, "shadow", "shadow", 0),
        (SHADOW, "live", "shadow", 1),
        (LIVE, None, "shadow", 0),
        (LIVE, "shadow", "shadow", 0),
        (LIVE, "live", "live", 0),
        (LIVE, " LIVE ", "live", 0),
    ],
)
def test_live_needs_the_policy_and_the_variable(
    policy: Policy, variable: str | None, mode: str, notices: int
) -> None:
    tight = tighten(policy, {} if variable is None else {"TRADING_MODE": variable})
    assert (tight.governor.mode, len(tight.notices)) == (mode, notices)


@pytest.mark.parametrize(
    ("variable", "text", "holds", "notices"),
    [
        ("MAX_DRAWDOWN_BPS", "249.9", 249.9, ()),
        ("MAX_DRAWDOWN_BPS", "250", 250, ()),
        (
            "MAX_DRAWDOWN_BPS",
            "251",
            250,
            ("MAX_DRAWDOWN_BPS=251 is looser than the policy's 250 and was ignored.",),
        ),
        ("AGENT_DD_BREACH_BPS", "1", 1, ()),
        ("PORTFOLIO_RISK_BUDGET_USD", "0", 0, ()),
        ("MAX_POSITION_USD", "1e2", 100, ()),
    ],
)
def test_the_tighter_number_holds(
    variable: str, text: str, holds: float, notices: tuple[str, ...]
) -> None:
    tight = tighten(SHADOW, {variable: text})
    assert getattr(tight.risk, LIMITS[variable]) == holds
    assert tight.notices == notices


@pytest.mark.parametrize(
    ("variable", "text", "reason"),
    [
        ("TRADING_MODE", "paper", "must be shadow or live"),
        ("TRADING_MODE", "", "must be shadow or live"),
        ("MAX_DRAWDOWN_BPS", "much", "must be a number"),
        ("MAX_DRAWDOWN_BPS", "0", "must be a finite number above 0"),
        ("MAX_DRAWDOWN_BPS", "-5", "must be a finite number above 0"),
        ("MAX_DRAWDOWN_BPS", "nan", "must be a finite number above 0"),
        ("MAX_POSITION_USD", "inf", "must be a finite number, 0 or above"),
        ("MAX_POSITION_USD", "-1", "must be a finite number, 0 or above"),
        ("MAX_POSITION", "1", "is not a variable that can override policy"),
    ],
)
def test_nonsense_is_a_problem(variable: str, text: str, reason: str) -> None:
    (problem,) = override_problems({variable: text})
    assert (problem.file, problem.field, problem.value, problem.reason) == (
        "environment",
        variable,
        text,
        reason,
    )


amounts = st.floats(min_value=1e-6, max_value=1e9)
overrides = st.fixed_dictionaries(
    {}, optional={name: amounts.map(repr) for name in LIMITS} | {"TRADING_MODE": st.just("live")}
)


@given(overrides, st.sampled_from([SHADOW, LIVE]), amounts, amounts)
def test_tightening_never_loosens(
    wanted: dict[str, str], base: Policy, drawdown: float, position: float
) -> None:
    update = {"max_drawdown_bps": drawdown, "max_position_usd": position}
    policy = replace(base, risk=base.risk.model_copy(update=update), digest="")
    assert override_problems(wanted) == ()
    tight = tighten(policy, wanted)
    for name, attribute in LIMITS.items():
        held, written = getattr(tight.risk, attribute), getattr(policy.risk, attribute)
        assert held == min(written, float(wanted.get(name, written)))
    assert (tight.governor.mode == "live") == (base is LIVE and "TRADING_MODE" in wanted)
    assert tight.digest == policy.digest
    assert tighten(tight, wanted).risk == tight.risk


@pytest.mark.parametrize("ceiling", Stage)
@pytest.mark.parametrize("machine", Stage)
def test_the_safer_of_ceiling_and_machine_holds_and_a_kill_beats_both(
    ceiling: Stage, machine: Stage
) -> None:
    held = effective_stage(ceiling, machine, killed=False)
    assert held == safer(ceiling, machine)
    assert RANK[held] <= min(RANK[ceiling], RANK[machine])
    assert effective_stage(ceiling, machine, killed=True) is Stage.KILLED


def kill(name: str) -> tuple[Kill, ...]:
    return (Kill(name=name, reason="fills look wrong", by="kim"),)


FLEET = Agents(
    v=1,
    agents=(
        Agent(name="a", strategy_class="momentum", version="1", stage=Stage.LIVE, owner="kim"),
        Agent(name="b", strategy_class="carry", version="1"),
    ),
)


@pytest.mark.parametrize(
    ("kills", "name", "machine", "stage"),
    [
        (KillList(v=1), "a", Stage.LIVE, Stage.LIVE),
        (KillList(v=1), "a", Stage.CANARY, Stage.CANARY),
        (KillList(v=1), "a", Stage.PAUSED, Stage.PAUSED),
        (KillList(v=1), "b", Stage.LIVE, Stage.SHADOW),
        (KillList(v=1), "stranger", Stage.LIVE, Stage.QUARANTINED),
        (KillList(v=1, agents=kill("a")), "a", Stage.LIVE, Stage.KILLED),
        (KillList(v=1, agents=kill("a")), "b", Stage.SHADOW, Stage.SHADOW),
        (KillList(v=1, strategy_classes=kill("momentum")), "a", Stage.LIVE, Stage.KILLED),
        (KillList(v=1, strategy_classes=kill("momentum")), "b", Stage.SHADOW, Stage.SHADOW),
        (KillList(v=1, all=True), "a", Stage.LIVE, Stage.KILLED),
        (KillList(v=1, all=True), "b", Stage.RETIRED, Stage.KILLED),
        (KillList(v=1, all=True), "stranger", Stage.LIVE, Stage.KILLED),
    ],
)
def test_the_stage_of_an_agent(kills: KillList, name: str, machine: Stage, stage: Stage) -> None:
    policy = Policy(agents=FLEET, kill_list=kills)
    assert stage_of(policy, name, machine) is stage


def test_a_kill_says_its_reason() -> None:
    kills = KillList(v=1, strategy_classes=kill("momentum"))
    assert kills.why("a", "momentum") == "momentum is killed: fills look wrong (kim)"
    assert kills.why("b", "carry") is None
    assert KillList(v=1, all=True).why("b", "") == "everything is killed: no reason given"
