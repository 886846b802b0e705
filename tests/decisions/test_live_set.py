"""Those that would go live together: nobody lends certainty who does not go along."""

from dataclasses import replace
from math import log

import pytest

from bot.decisions.finding import Outcome
from bot.decisions.live_set import Runner, judge
from bot.policy.promotion import Live
from bot.stats.standing import Standing
from tests.decisions.judged_fleet import NAN, STRONG, WEAK

PASS, FAIL = Outcome.PASS, Outcome.FAIL
INCONCLUSIVE, ERROR = Outcome.INCONCLUSIVE, Outcome.ERROR
SURE, DOUBTFUL = replace(STRONG, active=0.99), replace(STRONG, active=0.88)


def runner(
    name: str, standing: Standing | None, *, ready: bool = True, allowed: bool = True
) -> Runner:
    return Runner(name, standing, ready, allowed)


def outcomes(*runners: Runner, rule: str = "fdr") -> dict[str, Outcome]:
    peaks = [one.standing.peak_log_e or 0.0 for one in runners if one.standing]
    live = Live.model_validate({"rule": rule})
    return {name: found.outcome for name, found in judge(runners, peaks, live).items()}


def test_a_doubtful_one_goes_along_with_a_sure_one() -> None:
    found = outcomes(runner("a", SURE), runner("b", DOUBTFUL))
    assert found == {"a": PASS, "b": PASS}
    assert outcomes(runner("b", DOUBTFUL)) == {"b": FAIL}


@pytest.mark.parametrize("lacks", ["ready", "allowed"])
def test_but_not_when_the_sure_one_stays_behind(lacks: str) -> None:
    behind = Runner("a", SURE, ready=lacks != "ready", allowed=lacks != "allowed")
    assert outcomes(behind, runner("b", DOUBTFUL)) == {"a": PASS, "b": FAIL}


def test_who_asks_people_is_judged_as_if_they_allowed_everybody() -> None:
    found = outcomes(runner("a", SURE, allowed=False), runner("b", DOUBTFUL, allowed=False))
    assert found == {"a": PASS, "b": PASS}


def test_little_evidence_is_inconclusive_and_what_is_no_number_an_error() -> None:
    nan, none = replace(STRONG, active=NAN), replace(STRONG, peak_log_e=None)
    found = outcomes(runner("a", SURE), runner("b", WEAK), runner("c", nan), runner("d", none))
    assert found == {"a": PASS, "b": INCONCLUSIVE, "c": ERROR, "d": INCONCLUSIVE}
    assert outcomes(runner("e", None)) == {"e": INCONCLUSIVE}


def test_bh_looks_at_every_hypothesis_there_ever_was() -> None:
    strong = replace(STRONG, peak_log_e=log(50.0))
    live = Live.model_validate({"rule": "bh"})
    few = judge([runner("a", strong)], [log(50.0), -3.0, NAN, 0.0], live)
    assert few["a"].outcome is PASS
    many = judge([runner("a", strong)], [log(50.0), *[0.0] * 5], live)
    assert many["a"].outcome is FAIL


def test_gates_alone_ask_for_no_set() -> None:
    assert outcomes(runner("a", SURE), rule="gates") == {}
