from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decisions.merging import Proposal, Ruling, Standing, refused, rule
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.policy.risk_change import changes
from bot.policy.risk_rules import Risk
from bot.state.report.report import Report
from bot.words.instant import parse
from bot.words.problem import Problem
from tests.effects.reports import HOUR, NOW, agent, breached, meta, usual
from tests.policy.shipped import texts

AT = parse(NOW)
ANCHOR = "  - {name: anchor-sol, strategy_class: momentum, version: a, stage: shadow, owner: kim}\n"
EMBER = (
    "  - {name: ember-eth, strategy_class: breakout, entry_point: 'ember:run', "
    "code: ['agents/ember/*.py'], stage: shadow, owner: kim}\n"
)
TIDE = "  - {name: tide-btc, strategy_class: momentum, version: c, stage: live, owner: kim}\n"
AGENTS, KILLS, RISK = "policies/agents.yml", "policies/kill_list.yml", "policies/risk.yml"
BASE = {**texts(), AGENTS: f"v: 1\nagents:\n{ANCHOR}{EMBER}{TIDE}".encode()}
UP = {AGENTS: ("version: a, stage: shadow", "version: a, stage: canary")}
LOOSER = {RISK: ("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 300")}
TIGHTER = {RISK: ("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 200")}
KILL = {KILLS: ("agents: []", "agents: [{name: tide-btc, reason: odd, by: kim}]")}
FRESH = Standing(usual(), "", AT)
STALE = replace(FRESH, now=AT + timedelta(hours=4))
NO_PRICE = replace(FRESH, report=usual(meta=meta(newest_price=None)))
LATCHED = Standing(breached(), HOUR, AT)
UNKNOWN = "the state branch does not answer"


def policy(files: Mapping[str, bytes]) -> Policy:
    found, problems = read(files)
    assert found, problems
    return found


def edited(edits: Mapping[str, tuple[str, str]]) -> dict[str, bytes]:
    files = dict(BASE)
    for path, (old, new) in edits.items():
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode(), 1)
    return files


def proposal(*edits: Mapping[str, tuple[str, str]], paths: tuple[str, ...] = ()) -> Proposal:
    files = edited({path: edit for one in edits for path, edit in one.items()})
    before, after = policy(BASE), policy(files)
    return Proposal(before, before, after, changes(before, after, files), paths)


def said(ruling: Ruling) -> str:
    return " / ".join(reason.text for reason in ruling.reasons)


@pytest.mark.parametrize(
    ("edit", "standing", "stands_against"),
    [
        # only what raises risk asks how the fleet stands
        ({}, UNKNOWN, ""),
        (KILL, UNKNOWN, ""),
        (KILL, LATCHED, ""),
        (KILL, STALE, ""),
        (TIGHTER, LATCHED, ""),
        (LOOSER, FRESH, ""),
        (LOOSER, UNKNOWN, "could not be judged: the state branch does not answer"),
        (LOOSER, STALE, "on stale data: the newest price is 270 minutes old, over the 180"),
        (LOOSER, NO_PRICE, "on stale data: no price is known"),
        (LOOSER, LATCHED, f"nothing may while the breach of {HOUR} is not released"),
        # a rise wants what the newest judgement asks for
        (UP, FRESH, ""),
        (UP, STALE, "on stale data"),
        (UP, LATCHED, "breach"),
        (UP, UNKNOWN, "could not be judged"),
    ],
)
def test_what_stands_against_a_change(
    edit: Mapping[str, tuple[str, str]], standing: Standing | str, stands_against: str
) -> None:
    ruling = rule(proposal(edit), standing)
    assert ruling.approved == (not stands_against)
    assert stands_against in said(ruling)


def rising(**more: object) -> Report:
    return usual(agents={"anchor-sol": agent(**more)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to", "report", "objection"),
    [
        ("canary", rising(decision="PROMOTE", asks="canary"), ""),
        ("canary", rising(decision="PROMOTE", asks="live"), ""),
        ("live", rising(decision="PROMOTE", asks="live"), ""),
        ("live", rising(decision="PROMOTE", asks="canary"), "asks for canary only"),
        ("canary", rising(decision="PROMOTE", asks=None), "newest judgement is PROMOTE"),
        ("canary", rising(decision="HOLD", why="E is 2.3, needs 7"), "is HOLD: E is 2.3, needs 7"),
        ("canary", rising(decision="KILL"), "is KILL"),
        ("canary", usual(agents={}), "nothing is known of it yet"),
    ],
)
def test_a_rise_is_what_the_newest_judgement_asks(to: str, report: Report, objection: str) -> None:
    edit = {AGENTS: ("version: a, stage: shadow", f"version: a, stage: {to}")}
    ruling = rule(proposal(edit), replace(FRESH, report=report))
    assert ruling.approved == (not objection)
    assert objection in said(ruling)
    assert ruling.raised == ("anchor-sol",)
    assert all((reason.file, reason.line) == (AGENTS, 3) for reason in ruling.reasons)


def test_a_newcomer_starts_in_shadow() -> None:
    new = ANCHOR.replace("anchor-sol", "new")
    assert rule(proposal({AGENTS: (EMBER, EMBER + new)}), UNKNOWN).approved
    keyed = new.replace("owner:", "secrets: [VENUE_KEY], owner:")
    assert "could not be judged" in said(rule(proposal({AGENTS: (EMBER, EMBER + keyed)}), UNKNOWN))
    high = new.replace("stage: shadow", "stage: canary")
    ruling = rule(proposal({AGENTS: (EMBER, EMBER + high)}), FRESH)
    assert "new may not rise to canary: nothing is known of it yet" in said(ruling)


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        (
            "stage: shadow, owner: kim}\n  - {name: tide",
            "stage: canary, owner: kim}\n  - {name: tide",
            ("agents/ember/core.py",),
        ),
        (
            "run', code: ['agents/ember/*.py'], stage: shadow",
            "walk', code: ['agents/ember/*.py'], stage: canary",
            (),
        ),
        ("breakout, ", "momentum, model: m, ", ()),
    ],
)
def test_who_rises_must_be_who_was_judged(old: str, new: str, paths: tuple[str, ...]) -> None:
    asked = agent(decision="PROMOTE", asks="canary")
    standing = replace(FRESH, report=usual(agents={"ember-eth": asked}))
    ruling = rule(proposal({AGENTS: (old, new)}, paths=paths), standing)
    if "canary" in new:
        assert "the same change makes it another agent" in said(ruling)
    else:
        assert ruling.approved


def test_a_kill_beside_a_rise_is_no_excuse() -> None:
    ruling = rule(proposal(KILL, UP), LATCHED)
    assert not ruling.approved
    assert [change.risk for change in ruling.changes] == [Risk.RAISING, Risk.LOWERING]


def test_where_nothing_trades_old_prices_stop_nobody_from_setting_up() -> None:
    quiet = {**BASE, AGENTS: f"v: 1\nagents:\n{ANCHOR}".encode()}
    files = {**quiet, RISK: edited(LOOSER)[RISK]}
    before, after = policy(quiet), policy(files)
    setup = Proposal(before, before, after, changes(before, after, files))
    assert rule(setup, NO_PRICE).approved


def test_nobody_writes_what_the_machine_remembers() -> None:
    own = proposal(paths=("state/kill_switch.json", "state/README.md"))
    assert rule(own, FRESH).approved
    here = replace(
        own.rules,
        governor=own.rules.governor.model_copy(
            update={"state": own.rules.governor.state.model_copy(update={"branch": ""})}
        ),
    )
    ruling = rule(replace(own, rules=here), FRESH)
    assert "state/kill_switch.json is written by Governor alone" in said(ruling)
    assert "README" not in said(ruling)


def test_the_rules_are_those_of_the_base() -> None:
    patient = edited({RISK: ("stale_minutes: 180", "stale_minutes: 100000")})
    before, after = policy(BASE), policy(patient)
    own = Proposal(before, before, after, changes(before, after, patient))
    assert "over the 180 that are allowed" in said(rule(own, STALE))


def test_mistakes_block_on_their_lines() -> None:
    ruling = refused((Problem(RISK, 7, "haircut", "much", "must be a number"),))
    assert not ruling.approved
    assert [(one.file, one.line) for one in ruling.reasons] == [(RISK, 7)]
