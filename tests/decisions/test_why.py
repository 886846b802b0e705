"""One sentence for each agent; the snapshot is what people read."""

from collections.abc import Iterator
from dataclasses import replace
from math import log

import pytest

from bot.decisions.decision import Decision
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Outcome, above, at_least, at_most, below
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.decisions.phrases import NOUNS, SPECIAL, number, reached, shortfall
from bot.decisions.why import days_to_next
from bot.policy.policy import Policy
from bot.state.kill_switch import ThrowSwitch
from bot.stats.curve import Curve
from bot.stats.measures import Measures
from bot.words.stage import Stage
from tests import snapshots
from tests.decisions.judged_fleet import (
    DEFAULT,
    GOOD,
    NAN,
    NOTHING,
    NOW,
    STRONG,
    WEAK,
    agent,
    at,
    facts,
    judge_one,
    known,
)
from tests.fakes.store import MemoryTree

RULES = DEFAULT.promotion
SINKING = replace(WEAK, drift=-4.0)
FAILING = replace(GOOD, runs=replace(GOOD.runs, error_bound=known(0.18)))


def placed(one: AgentFacts, stage: Stage) -> Decision:
    return judge_one(one, at(MemoryTree(), a=stage))


def thrown(target: str, stage: Stage) -> Decision:
    throw = ThrowSwitch(target, stage, "human", NOW, "martingale", "rita")
    return judge_one(agent(), at(MemoryTree(), a=Stage.LIVE).run([throw]))


def breached() -> Decision:
    seen = replace(facts([agent()]), curve=Curve(since_reset_bps=260.2))
    return decide(DEFAULT, seen, Memory()).decisions["a"]


def sentences() -> Iterator[str]:
    one = agent()
    for found in (
        judge_one(replace(one, now=None)),
        judge_one(replace(one, now=NOTHING)),
        judge_one(replace(one, now=WEAK)),
        judge_one(replace(one, now=SINKING)),
        judge_one(replace(one, measures=FAILING)),
        judge_one(replace(one, measures=Measures())),
        judge_one(replace(one, ceiling=Stage.SHADOW)),
        judge_one(one),
        judge_one(replace(one, now=replace(STRONG, futility_log_e=4.0))),
        placed(replace(one, now=replace(STRONG, peak_log_e=2.5, log_e=1.0)), Stage.CANARY),
        placed(replace(one, now=replace(STRONG, active=0.87)), Stage.CANARY),
        placed(replace(one, ceiling=Stage.CANARY), Stage.CANARY),
        placed(one, Stage.CANARY),
        placed(one, Stage.LIVE),
        placed(replace(one, midnight=None), Stage.LIVE),
        placed(replace(one, midnight=replace(STRONG, dead=0.86)), Stage.LIVE),
        thrown("agent:a", Stage.KILLED),
        thrown("all", Stage.PAUSED),
        thrown("all", Stage.SHADOW),
        judge_one(replace(one, listed="momentum is killed: crowded (kim)")),
        breached(),
    ):
        yield f"{found.verb:<8} {found.stage:<12} {found.why}"


def test_what_people_read() -> None:
    snapshots.matches("why.txt", "\n".join(sentences()) + "\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.345, "2.35"),
        (0.0, "0"),
        (0.070001, "0.07"),
        (1234.5, "1,230"),
        (30_000.0, "30,000"),
        (1e6, "over a million"),
        (-1e9, "below minus a million"),
        (NAN, "not a number"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_close_numbers_are_told_apart() -> None:
    assert shortfall(at_least("canary_e_value", 6.9996, 7.0)) == "E is 6.9996, needs 7"
    assert reached(above("lost_edge", 0.80004, 0.8)).endswith("is 0.80004, above 0.8")


def test_a_number_at_a_limit_that_it_must_pass_reads_well() -> None:
    found = above("value_over_cost", 1.0, 1.0)
    assert shortfall(found) == "what it earns per USD spent on it is 1, needs more than 1"


def test_what_is_unknown_or_no_number_says_so() -> None:
    assert shortfall(at_most("error_rate", None, 0.1)) == (
        "the upper bound of its error rate is not known yet"
    )
    assert shortfall(below("confidence_decay", NAN, 0.2)) == "its confidence decay is not a number"


def test_every_rule_has_words() -> None:
    rules: set[str] = set()
    classic = DEFAULT.retirement.model_copy(
        update={"kill": DEFAULT.retirement.kill.model_copy(update={"use": "act"})}
    )
    for policy in (DEFAULT, replace(DEFAULT, retirement=classic)):
        rules |= set(_acting(judge_one(agent(), policy=policy)))
        for stage in (Stage.CANARY, Stage.LIVE):
            rules |= set(_acting(judge_one(agent(), at(MemoryTree(), a=stage), policy)))
    assert rules - NOUNS.keys() - SPECIAL.keys() == set()


def _acting(found: Decision) -> Iterator[str]:
    for branch in found.tree:
        if not branch.advice:
            yield from (finding.rule for finding in branch.findings)


@pytest.mark.parametrize(
    ("stage", "rule", "is_known"),
    [
        (Stage.SHADOW, "fdr", True),
        (Stage.CANARY, "fdr", True),
        (Stage.CANARY, "bh", False),
        (Stage.LIVE, "fdr", False),
        (Stage.KILLED, "fdr", False),
    ],
)
def test_the_way_to_the_next_step(stage: Stage, rule: str, is_known: bool) -> None:  # noqa: FBT001
    rules = RULES.model_copy(update={"live": RULES.live.model_copy(update={"rule": rule})})
    one = replace(agent(), now=WEAK, stage=stage)
    assert (days_to_next(one, rules) is not None) is is_known
    assert days_to_next(replace(one, now=None), rules) is None


def test_evidence_that_was_reached_once_is_no_way_off() -> None:
    """Live asks for the largest E there ever was, so a smaller one now is no step back."""
    fallen_back = replace(agent(), stage=Stage.CANARY, now=replace(WEAK, peak_log_e=log(20.1)))
    assert days_to_next(fallen_back, DEFAULT.promotion) == 0.0
    short = replace(fallen_back, now=replace(WEAK, peak_log_e=log(19.9)))
    assert (days_to_next(short, DEFAULT.promotion) or 0.0) > 1.0


def test_an_outcome_is_never_said_to_be_what_it_is_not() -> None:
    for policy in (DEFAULT, Policy()):
        found = judge_one(replace(agent(), measures=FAILING), policy=policy)
        failed = [
            finding
            for branch in found.tree
            if not branch.advice
            for finding in branch.findings
            if finding.rule == "error_rate"
        ]
        assert [one.outcome for one in failed] == [Outcome.FAIL]
        assert "the upper bound of its error rate is 0.18, may be at most 0.1" in found.why
