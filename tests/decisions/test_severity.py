"""How soon a person should look, and why."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import nan

import pytest

from bot.decisions.decision import Verb
from bot.decisions.facts import Facts, Market
from bot.decisions.judgement import BreachAct, ClassVerdict, Judgement, Memory
from bot.decisions.severity import Level, Severity, severity
from bot.policy.risk import Risk
from bot.state.agents import Agent, Agents
from bot.state.decisions import Decided, Decisions
from bot.state.kill_switch import KillSwitch, Switch
from bot.state.strategies import Strategy
from bot.words.instant import HOUR, render
from bot.words.stage import Stage
from tests.decisions.fleet import NOW, agent, facts, held, judged

CALM = facts(agent("a"), agent("b", Stage.SHADOW), daily_bps=[3.0] * 40)
BREACH = BreachAct(NOW, 251.0, 250.0, (), {})
LONG_AGO = NOW - 25 * HOUR


def look(given: Facts = CALM, judgement: Judgement | None = None) -> Severity:
    return severity(given, judgement or judged(given), Risk(v=1))


def why(found: Severity) -> list[str]:
    return [finding.rule for finding in found.because]


def switch(target: str, cause: str, stage: Stage, since: datetime = NOW) -> Facts:
    entry = Switch(holds={cause: held(stage, since)})
    return replace(CALM, switches=KillSwitch(entries={target: entry}))


def lowered(stage: Stage, since: datetime = NOW) -> Facts:
    one = held(stage, since)
    state = Agent(stage=stage, since=one.since, reason=one.reason, by=one.by, holds={"x": one})
    return replace(CALM, states=Agents(agents={"b": state}))


def test_nothing_to_see() -> None:
    found = look()
    assert (found.level, found.because) == (Level.LOW, ())
    assert [finding.rule for finding in found.findings] == [
        "breach",
        "stale_minutes",
        "portfolio_pnl_bps",
        "killed_lately",
        "on_watch",
        "demoted",
        "retired",
    ]


@pytest.mark.parametrize(
    ("minutes", "level"),
    [(180, Level.LOW), (181, Level.CRITICAL), (-1, Level.CRITICAL), (None, Level.CRITICAL)],
)
def test_stale_data_is_critical(minutes: int | None, level: Level) -> None:
    newest = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert look(replace(CALM, market=Market(newest_price=newest))).level is level


def test_a_breach_is_critical_until_it_is_released() -> None:
    assert look(judgement=judged(CALM, breach=BREACH)).level is Level.CRITICAL
    latched = switch("all", BREACH.cause, Stage.LIVE, NOW - 90 * 24 * HOUR)
    assert (look(latched).level, why(look(latched))) == (Level.CRITICAL, ["breach"])
    assert look(switch("all", "human-mode", Stage.SHADOW)).level is Level.LOW


@pytest.mark.parametrize(
    ("days", "level"),
    [
        ([], Level.LOW),
        ([0.0], Level.LOW),
        ([-0.1], Level.HIGH),
        ([-900.0] + [1.0] * 30, Level.LOW),
        ([900.0] + [-1.0] * 30, Level.HIGH),
        ([5.0, nan], Level.HIGH),
    ],
)
def test_a_loss_over_the_last_days_is_high(days: list[float], level: Level) -> None:
    assert look(replace(CALM, daily_bps=days)).level is level


@pytest.mark.parametrize(
    ("given", "judgement", "level"),
    [
        (lowered(Stage.KILLED), None, Level.HIGH),
        (lowered(Stage.KILLED, NOW - 24 * HOUR), None, Level.HIGH),
        (lowered(Stage.KILLED, LONG_AGO), None, Level.LOW),
        (lowered(Stage.RETIRED), None, Level.LOW),
        (switch("agent:b", "kill", Stage.KILLED), None, Level.HIGH),
        (switch("class:carry", "kill", Stage.KILLED), None, Level.HIGH),
        (switch("class:carry", "kill", Stage.KILLED, LONG_AGO), None, Level.LOW),
        (switch("agent:b", "pause", Stage.PAUSED), None, Level.LOW),
        (CALM, judged(CALM, {"a": Verb.KILL}), Level.HIGH),
        (
            CALM,
            judged(CALM, classes={"x": ClassVerdict("x", Strategy(), newly_killed=True)}),
            Level.HIGH,
        ),
        (CALM, judged(CALM, classes={"x": ClassVerdict("x", Strategy())}), Level.LOW),
    ],
)
def test_a_kill_is_high_for_a_day(given: Facts, judgement: Judgement | None, level: Level) -> None:
    found = look(given, judgement)
    assert (found.level, why(found)) == (level, ["killed_lately"] if level is Level.HIGH else [])


@pytest.mark.parametrize(
    ("daily", "today", "level"),
    [
        ([], -0.1, Level.HIGH),
        ([3.0] * 40, -88.0, Level.HIGH),
        ([3.0] * 40, -87.0, Level.LOW),
        ([3.0] * 40, nan, Level.HIGH),
        ([-9.0] + [0.1] * 29, 0.0, Level.LOW),
    ],
)
def test_a_loss_of_today_counts_today(daily: list[float], today: float, level: Level) -> None:
    assert look(replace(CALM, daily_bps=daily, today_bps=today)).level is level


@pytest.mark.parametrize(("since", "level"), [(NOW, Level.HIGH), (LONG_AGO, Level.LOW)])
def test_who_is_killed_by_kill_list_yml_counts_from_when_it_was_seen(
    since: datetime, level: Level
) -> None:
    one = Decided(stage=Stage.KILLED, since=render(since))
    seen = replace(judged(CALM), memory=Memory(Decisions(agents={"b": one})))
    assert look(judgement=seen).level is level


def test_one_that_is_killed_twice_is_one() -> None:
    given = replace(lowered(Stage.KILLED), switches=switch("agent:b", "k", Stage.KILLED).switches)
    assert look(given, judged(given, {"b": Verb.KILL})).because[0].observed == 1.0


@pytest.mark.parametrize(
    ("verb", "rule"),
    [(Verb.WATCH, "on_watch"), (Verb.DEMOTE, "demoted"), (Verb.RETIRE, "retired")],
)
def test_watch_demotion_and_retirement_are_medium(verb: Verb, rule: str) -> None:
    found = look(judgement=judged(CALM, {"a": verb}))
    assert (found.level, why(found)) == (Level.MEDIUM, [rule])


def test_what_is_demoted_stays_medium() -> None:
    given = facts(agent("a", Stage.DEMOTED))
    assert look(given).level is Level.MEDIUM


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.PROMOTE])
def test_promotion_is_no_reason_to_hurry(verb: Verb) -> None:
    assert look(judgement=judged(CALM, {"a": verb})).level is Level.LOW


def test_the_worst_level_holds_with_its_own_reasons() -> None:
    given = replace(CALM, daily_bps=[-5.0])
    judgement = judged(given, {"a": Verb.WATCH, "b": Verb.KILL})
    assert why(look(given, judgement)) == ["portfolio_pnl_bps", "killed_lately"]
    assert why(look(given, replace(judgement, breach=BREACH))) == ["breach"]
