from math import log

import pytest

from bot.decisions.finding import Outcome
from bot.decisions.promotion import (
    Candidate,
    canary,
    e_value,
    live_bh,
    live_evidence,
    live_share,
)

NAN = float("nan")
PASS, FAIL = Outcome.PASS, Outcome.FAIL
INCONCLUSIVE, ERROR = Outcome.INCONCLUSIVE, Outcome.ERROR


@pytest.mark.parametrize(
    ("log_e", "drift", "expected"),
    [
        (log(7.001), 1.0, (PASS, PASS)),
        (log(6.999), 1.0, (FAIL, PASS)),
        (log(8.0), 0.0, (PASS, FAIL)),
        (log(8.0), -1.0, (PASS, FAIL)),
        (None, None, (INCONCLUSIVE, INCONCLUSIVE)),
        (NAN, NAN, (ERROR, ERROR)),
        (5000.0, 1.0, (PASS, PASS)),
    ],
)
def test_canary(
    log_e: float | None, drift: float | None, expected: tuple[Outcome, Outcome]
) -> None:
    assert tuple(finding.outcome for finding in canary(log_e, drift, 7.0)) == expected


def test_the_limit_itself_is_enough() -> None:
    at = e_value(2.0)
    assert canary(2.0, 1.0, at)[0].passed
    assert live_evidence(2.0, at).passed


STRONG = log(25.0)


def judged(actives: dict[str, float], share: float = 0.07) -> dict[str, Outcome]:
    candidates = {name: Candidate(STRONG, active) for name, active in actives.items()}
    return {name: found.outcome for name, found in live_share(candidates, 20.0, share).items()}


def test_the_largest_set_whose_mean_doubt_is_small_enough() -> None:
    assert judged({"a": 0.99, "b": 0.95, "c": 0.86, "d": 0.80}) == {
        "a": PASS,
        "b": PASS,
        "c": PASS,
        "d": FAIL,
    }


def test_just_at_the_limit() -> None:
    assert judged({"a": 0.5}, share=0.5) == {"a": PASS}
    assert judged({"a": 0.5}, share=0.4999) == {"a": FAIL}


def test_ties_rise_or_stay_together() -> None:
    assert judged({"a": 1.0, "b": 0.875, "c": 0.875}, share=0.07) == {
        "a": PASS,
        "b": FAIL,
        "c": FAIL,
    }


def test_a_doubt_that_cannot_be_is_an_error_and_spoils_no_other() -> None:
    assert judged({"a": 0.99, "b": NAN}) == {"a": PASS, "b": ERROR}


def test_without_an_e_value_of_twenty_no_one_is_considered() -> None:
    assert live_share({"a": Candidate(log(19.9), 1.0)}, 20.0, 0.07) == {}
    assert live_share({}, 20.0, 0.07) == {}


def test_bh_counts_every_hypothesis_there_ever_was() -> None:
    candidates = {"a": Candidate(log(50.0), 0.9)}
    few = live_bh(candidates, [log(50.0), 0.0, 0.0], 0.10)
    many = live_bh(candidates, [log(50.0), *[0.0] * 5], 0.10)
    assert few["a"].observed == pytest.approx(3.0 / 50.0)
    assert few["a"].passed
    assert not many["a"].passed


def test_bh_of_a_candidate_that_is_no_hypothesis_says_nothing() -> None:
    assert live_bh({"a": Candidate(3.0, 0.9)}, [], 0.10)["a"].outcome is INCONCLUSIVE
