from collections.abc import Callable

import pytest

from bot.decisions.finding import Finding, Outcome, above, at_least, at_most, below

NAN = float("nan")
Judge = Callable[[str, float | None, float], Finding]
PASS, FAIL = Outcome.PASS, Outcome.FAIL


@pytest.mark.parametrize(
    ("judge", "just_below", "at", "just_above"),
    [
        (at_least, FAIL, PASS, PASS),
        (above, FAIL, FAIL, PASS),
        (at_most, PASS, PASS, FAIL),
        (below, PASS, FAIL, FAIL),
    ],
)
def test_at_just_above_and_just_below_a_limit(
    judge: Judge, just_below: Outcome, at: Outcome, just_above: Outcome
) -> None:
    outcomes = [judge("rule", value, 5.0).outcome for value in (4.999, 5.0, 5.001)]
    assert outcomes == [just_below, at, just_above]


@pytest.mark.parametrize("judge", [at_least, above, at_most, below])
def test_null_and_nan_never_pass(judge: Judge) -> None:
    assert judge("rule", None, 5.0).outcome is Outcome.INCONCLUSIVE
    assert judge("rule", NAN, 5.0).outcome is Outcome.ERROR
    assert judge("rule", None, NAN).outcome is Outcome.ERROR
    assert judge("rule", 5.0, NAN).outcome is Outcome.ERROR
    assert not judge("rule", None, 5.0).passed


def test_a_finding_says_what_was_observed_and_how_that_must_stand_to_the_limit() -> None:
    found = at_least("canary_e_value", 6.5, 7.0)
    assert found == Finding("canary_e_value", Outcome.FAIL, 6.5, 7.0, "≥")
    relations = [judge("rule", 1.0, 2.0).relation for judge in (at_least, above, at_most, below)]
    assert relations == ["≥", ">", "≤", "<"]
