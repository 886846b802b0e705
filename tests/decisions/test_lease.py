"""Who may trade how much; on stale data nobody gets a new permission."""

from dataclasses import replace
from datetime import timedelta
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.after import stages_after
from bot.decisions.facts import AgentFacts, Facts, Market
from bot.decisions.judgement import BreachAct, ClassVerdict, Judgement
from bot.decisions.killed import remembered_as_killed
from bot.decisions.lease import narrowed, next_lease, renewed
from bot.decisions.weights import allocate
from bot.policy.allocation import Allocation, WeightCaps
from bot.policy.governor import Governor
from bot.policy.kill_list import Kill, KillList
from bot.policy.policy import Policy
from bot.policy.risk import Risk
from bot.sdk.lease import Lease as ReadLease
from bot.sdk.lease_reading import read_lease
from bot.state.agents import Agent, Agents
from bot.state.documents import decode, put
from bot.state.kill_switch import KillSwitch, Switch
from bot.state.lease import GATE, Killed, Lease
from bot.state.strategies import Strategy
from bot.words.instant import parse
from bot.words.stage import MAY_RUN, MAY_TRADE, Stage
from tests.decisions.drawn import AGENTS, TERMS, named
from tests.decisions.fleet import NOW, agent, facts, held, judged, measures, policy, weather

LIVE_POLICY = replace(policy(), governor=Governor(v=1, mode="live"))
FLEET = facts(agent("a"), agent("b", Stage.CANARY, "carry"), agent("c", Stage.SHADOW))
BEFORE = Lease(v=1, sequence=41)
MINUTE = timedelta(minutes=1)


def lease(
    fleet: Facts = FLEET,
    rules: Policy = LIVE_POLICY,
    judgement: Judgement | None = None,
    unreadable: tuple[str, ...] = (),
) -> Lease | None:
    judgement = judgement or judged(fleet)
    call = weather(0.35, "HIGH_VOL")
    allocation = allocate(rules, fleet, stages_after(fleet, judgement), call)
    return renewed(BEFORE, rules, fleet, judgement, call, allocation, unreadable=unreadable)


def written(*args: Any, **kwargs: Any) -> Lease:  # noqa: ANN401 whatever `lease` takes
    found = lease(*args, **kwargs)
    assert found is not None
    assert decode(GATE.pattern, put(GATE.pattern, found).data, GATE) == found
    return found


def test_a_lease_follows_the_last_one_and_runs_out() -> None:
    found = written()
    assert found.sequence == 42
    assert parse(found.generated_at) == NOW
    assert parse(found.valid_until) == NOW + 90 * MINUTE
    assert found.policy_digest == LIVE_POLICY.digest
    assert found.signature == ""


def test_who_may_run_is_listed_and_who_may_not_trade_has_no_weight() -> None:
    stages = (Stage.DEMOTED, Stage.PROPOSED, Stage.PAUSED, Stage.RETIRED)
    more = (agent(stage.value, stage) for stage in stages)
    found = written(replace(FLEET, agents={**FLEET.agents, **facts(*more).agents}))
    assert [(name, one.stage) for name, one in found.agents.items()] == [
        ("a", "live"),
        ("b", "canary"),
        ("c", "shadow"),
        ("demoted", "demoted"),
    ]
    assert found.agents["c"].weight == found.agents["demoted"].weight == 0.0
    assert found.agents["a"].weight == 0.07
    assert found.agents["b"].weight == 0.0175
    assert found.agents["a"].position_usd == 250.0
    assert (found.caps.regime, found.caps.gross) == ("HIGH_VOL", 0.35)


@pytest.mark.parametrize(
    ("age", "granted"),
    [(0, True), (180, True), (181, False), (-1, False), (None, False)],
)
def test_stale_prices_renew_nothing(age: float | None, granted: bool) -> None:  # noqa: FBT001
    newest = None if age is None else NOW - age * MINUTE
    found = lease(replace(FLEET, market=Market(newest_price=newest)))
    assert (found is not None) == granted


def test_what_cannot_be_read_renews_nothing() -> None:
    assert lease(unreadable=("state/agents.json",)) is None


@pytest.mark.parametrize(
    ("policy_mode", "fleet", "mode"),
    [
        ("live", None, "live"),
        ("shadow", None, "shadow"),
        ("live", Stage.SHADOW, "shadow"),
        ("live", Stage.PAUSED, "shadow"),
        ("live", Stage.KILLED, "shadow"),
        ("live", Stage.LIVE, "live"),
        ("shadow", Stage.LIVE, "shadow"),
    ],
)
def test_the_mode_is_the_safer_one(policy_mode: str, fleet: Stage | None, mode: str) -> None:
    governor = Governor.model_validate({"v": 1, "mode": policy_mode})
    holds = {} if fleet is None else {"human-mode": held(fleet)}
    switches = KillSwitch(entries={"all": Switch(holds=holds)})
    found = written(replace(FLEET, switches=switches), replace(policy(), governor=governor))
    assert found.mode == mode


@pytest.mark.parametrize(
    ("drawdown", "haircut"),
    [(0.0, 1.0), (149.9, 1.0), (150.0, 0.5), (151.0, 0.5), (None, 0.5), (nan, 0.5)],
)
def test_a_deep_fall_halves_the_ticket(drawdown: float | None, haircut: float) -> None:
    one = agent("a", measured=measures(drawdown=drawdown))
    assert written(facts(one)).agents["a"].haircut == haircut


@pytest.mark.parametrize(("multiplier", "shown"), [(0.2, 0.2), (1.2, 1.2), (nan, 0.0)])
def test_confidence_is_the_calibrated_one(multiplier: float, shown: float) -> None:
    one = agent("a", measured=measures(multiplier=multiplier))
    assert written(facts(one)).agents["a"].confidence == shown


def listed(*names: str) -> tuple[Kill, ...]:
    return tuple(Kill(name=name, reason="no", by="kim") for name in names)


def gone(*agents: AgentFacts) -> Facts:
    """Give a fleet with one that is remembered, killed, though it left the registry."""
    state = Agent(
        stage=Stage.KILLED,
        since=held(Stage.KILLED).since,
        reason="for a test",
        by="kim",
        holds={"kill": held(Stage.KILLED)},
    )
    return replace(facts(*agents), states=Agents(agents={"gone": state}))


STOPS = [Stage.KILLED, Stage.RETIRED, Stage.QUARANTINED, Stage.PAUSED]


@pytest.mark.parametrize("stage", STOPS)
def test_whoever_is_stopped_is_named(stage: Stage) -> None:
    assert written(facts(agent("a"), agent("b", stage))).killed == Killed(agents=["b"])


@pytest.mark.parametrize("stage", STOPS)
@pytest.mark.parametrize(
    ("target", "killed"),
    [
        ("agent:a", Killed(agents=["a"])),
        ("agent:stranger", Killed(agents=["stranger"])),
        ("class:carry", Killed(agents=["b"], strategy_classes=["carry"])),
        ("all", Killed(all=True, agents=["a", "b", "c"])),
        ("fingerprint:ab", Killed()),
    ],
)
def test_switches_are_named(target: str, killed: Killed, stage: Stage) -> None:
    switches = KillSwitch(entries={target: Switch(holds={"x": held(stage)})})
    found = written(replace(FLEET, switches=switches))
    assert found.killed == killed
    assert not {*killed.agents} & {*found.agents}


def test_a_hold_that_only_demotes_is_no_kill() -> None:
    switches = KillSwitch(entries={"agent:a": Switch(holds={"x": held(Stage.DEMOTED)})})
    found = written(replace(FLEET, switches=switches))
    assert found.killed == Killed()
    assert [name for name, one in found.agents.items() if one.weight] == ["b"]
    assert found.agents["a"].stage is Stage.DEMOTED


def test_the_kill_list_and_who_left_are_named() -> None:
    kills = KillList(v=1, agents=listed("x"), strategy_classes=listed("news"))
    found = written(gone(agent("a")), replace(LIVE_POLICY, kill_list=kills))
    assert found.killed == Killed(agents=["gone", "x"], strategy_classes=["news"])
    everything = replace(LIVE_POLICY, kill_list=KillList(v=1, all=True))
    assert written(rules=everything).killed.all


def test_what_this_look_kills_is_named_in_this_lease() -> None:
    judgement = judged(
        FLEET,
        stages={"b": Stage.KILLED},
        classes={"momentum": ClassVerdict("momentum", Strategy(status="killed"))},
    )
    found = written(judgement=judgement)
    assert found.killed == Killed(agents=["a", "b", "c"], strategy_classes=["momentum"])
    assert found.agents == {}


def test_a_breach_that_pauses_stops_everything() -> None:
    breach = BreachAct(NOW, 260.0, 250.0, (), {}, demoted=("a", "b"), pauses=True)
    found = written(judgement=judged(FLEET, breach=breach))
    assert found.killed.all
    assert found.agents == {}


def test_symbols_are_capped_under_every_name_in_use() -> None:
    caps = WeightCaps(symbol=0.4, symbols={"BTC-USD": 0.2, "ETH": 0.4})
    rules = replace(LIVE_POLICY, allocation=Allocation(v=1, caps=caps))
    found = written(facts(agent("a", measured=measures(symbols={"BTCUSDT": 5, "SOL": 5}))), rules)
    assert found.caps.symbol == 0.4
    assert found.caps.symbols == {"BTC": 0.2, "BTC-USD": 0.2, "BTCUSDT": 0.2}


def test_the_budget_is_the_policys() -> None:
    risk = Risk(v=1, agent_position_usd={"a": 100.0})
    found = written(rules=replace(LIVE_POLICY, risk=risk))
    assert found.agents["a"].position_usd == 100.0
    assert found.budget.model_dump() == {
        "portfolio_usd": 1000.0,
        "max_position_usd": 250.0,
        "daily_new_risk_usd": 1000.0,
        "local_stop_bps": 250.0,
    }


@pytest.mark.parametrize(
    ("kills", "left"),
    [
        (Killed(agents=["a"]), ["b", "c"]),
        (Killed(strategy_classes=["carry"]), ["a", "c"]),
        (Killed(all=True), []),
        (Killed(agents=["stranger"]), ["a", "b", "c"]),
    ],
)
def test_a_kill_narrows_a_lease_that_is_not_renewed(kills: Killed, left: list[str]) -> None:
    before = written()
    found = narrowed(before, kills)
    assert list(found.agents) == left
    assert found.killed == kills
    assert (found.valid_until, found.sequence) == (before.valid_until, before.sequence + 1)
    assert narrowed(found, kills) is found


def test_a_narrowed_lease_only_forbids() -> None:
    before = written().model_copy(update={"signature": f"{'A' * 86}=="})
    found = narrowed(before, Killed(agents=["a"]))
    changed = {name for name in Lease.model_fields if getattr(found, name) != getattr(before, name)}
    assert changed == {"sequence", "killed", "agents", "signature"}
    assert found.agents == {name: before.agents[name] for name in ("b", "c")}
    assert found.signature == ""


def test_a_narrowed_lease_frees_nobody() -> None:
    before = written(facts(agent("a"), agent("b", Stage.KILLED)))
    found = narrowed(before, Killed(agents=["a"]))
    assert found.killed == Killed(agents=["a", "b"])
    assert narrowed(before, Killed()) is before


def after(fleet: Facts, judgement: Judgement | None = None, before: Lease = BEFORE) -> Lease:
    judgement = judgement or judged(fleet)
    call = weather(0.35, "HIGH_VOL")
    allocation = allocate(LIVE_POLICY, fleet, stages_after(fleet, judgement), call)
    return next_lease(before, LIVE_POLICY, fleet, judgement, call, allocation)


def test_what_stands_after_a_look() -> None:
    """Fresh prices renew; stale ones leave it as it is, but for what was killed."""
    first = after(FLEET)
    assert first == lease()
    blind = replace(FLEET, market=Market())
    assert after(blind, before=first) is first
    hit = after(blind, judged(blind, stages={"a": Stage.KILLED}), first)
    assert hit.killed == Killed(agents=["a"])
    assert (list(hit.agents), hit.valid_until) == (["b", "c"], first.valid_until)


def test_the_shadow_bites_while_leases_are_not_renewed() -> None:
    first = after(FLEET)
    switches = KillSwitch(entries={"all": Switch(holds={"human-mode": held(Stage.SHADOW)})})
    blind = replace(FLEET, market=Market(), switches=switches)
    hit = after(blind, before=first)
    assert (hit.mode, hit.sequence) == ("shadow", first.sequence + 1)
    assert hit.agents.keys() == first.agents.keys()
    assert not any(one.weight for one in hit.agents.values())
    assert after(blind, before=hit) is hit


@pytest.mark.parametrize("stage", [Stage.CANARY, Stage.SHADOW, Stage.DEMOTED])
def test_who_was_lowered_loses_its_weight_also_on_stale_prices(stage: Stage) -> None:
    first = after(FLEET)
    blind = replace(FLEET, market=Market())
    found = after(blind, judged(blind, stages={"a": stage}), first)
    assert (found.agents["a"].stage, found.agents["a"].weight) == (stage, 0.0)
    assert found.agents["b"] == first.agents["b"]
    assert (found.mode, found.valid_until) == ("live", first.valid_until)
    assert after(blind, judged(blind, stages={"a": stage}), found) is found


def test_who_left_the_registry_is_in_no_lease() -> None:
    blind = replace(facts(agent("b", Stage.CANARY, "carry")), market=Market())
    assert list(after(blind, before=after(FLEET)).agents) == ["b"]


def test_the_state_alone_tells_what_to_take_out() -> None:
    """So that a button can do it at once."""
    switches = KillSwitch(entries={"class:carry": Switch(holds={"x": held(Stage.PAUSED)})})
    kills = remembered_as_killed(gone().states, switches)
    assert kills == Killed(agents=["gone"], strategy_classes=["carry"])
    assert list(narrowed(written(), kills).agents) == ["a", "c"]


@given(AGENTS, TERMS, st.floats(0, 1), st.data())
def test_whatever_the_fleet_its_lease_holds_and_is_understood(
    agents: list[AgentFacts], terms: Allocation, cap: float, data: st.DataObject
) -> None:
    """The agents' own reader takes it whole; who is stopped is not in it."""
    fleet = named(agents)
    stage = st.sampled_from(Stage)
    judgement = judged(fleet, stages={name: data.draw(stage) for name in fleet.agents})
    rules = replace(LIVE_POLICY, allocation=terms)
    call = weather(cap)
    allocation = allocate(rules, fleet, stages_after(fleet, judgement), call)
    found = renewed(BEFORE, rules, fleet, judgement, call, allocation)
    assert found is not None
    read = read_lease(put(GATE.pattern, found).data)
    assert isinstance(read, ReadLease), read
    assert read.sequence == 42
    assert not {*found.killed.agents} & {*found.agents}
    assert all(one.stage in MAY_RUN for one in found.agents.values())
    assert all(one.stage in MAY_TRADE for one in found.agents.values() if one.weight)
    assert sum(one.weight for one in found.agents.values()) <= found.caps.gross + 1e-12
