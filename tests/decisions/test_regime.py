"""Who says what the weather is, and whose cap holds."""

from collections.abc import Sequence
from math import sqrt

import pytest

from bot.decisions.facts import Market
from bot.decisions.finding import Outcome
from bot.decisions.regime import call_regime, estimate, vote
from bot.policy.regimes import Caps, Regimes

POLICY = Regimes(v=1)
NAN = float("nan")
HOURS = 168


def weather(trend: float = 0.0, daily: float = 100.0, hours: int = HOURS) -> list:  # type: ignore[type-arg]
    return [(trend / HOURS, daily**2 / 24)] * hours


CALM, UP, DOWN = weather(), weather(trend=501.0), weather(trend=-501.0)
STORM = weather(daily=451.0)


@pytest.mark.parametrize(
    ("votes", "regime"),
    [
        ({}, None),
        ({"RISK_ON": 19}, None),
        ({"RISK_ON": 20}, "RISK_ON"),
        ({"RISK_ON": 10, "MIXED": 10}, None),
        ({"RISK_ON": 11, "MIXED": 10}, "RISK_ON"),
        ({"RISK_ON": 10, "MIXED": 9, "HIGH_VOL": 2}, None),
        ({"SIDEWAYS": 30}, None),
        ({"RISK_OFF": 15, "SIDEWAYS": 15}, None),
        ({"RISK_OFF": 16, "SIDEWAYS": 15}, "RISK_OFF"),
        ({"HIGH_VOL": 1000, "MIXED": 1}, "HIGH_VOL"),
    ],
)
def test_the_vote(votes: dict[str, int], regime: str | None) -> None:
    assert vote(votes, POLICY)[0] == regime


def test_a_tie_under_a_low_majority_is_no_majority() -> None:
    lenient = POLICY.model_copy(update={"majority": 0.2})
    assert vote({"RISK_ON": 10, "MIXED": 10, "HIGH_VOL": 5}, lenient)[0] is None


@pytest.mark.parametrize(
    ("hours", "regime"),
    [
        ([], None),
        (CALM, "MIXED"),
        (weather(trend=499.9), "MIXED"),
        (UP, "RISK_ON"),
        (weather(trend=-499.9), "MIXED"),
        (DOWN, "RISK_OFF"),
        (weather(daily=449.9), "MIXED"),
        (STORM, "HIGH_VOL"),
        (weather(trend=600.0, daily=500.0), "HIGH_VOL"),
        (weather(trend=-600.0, daily=500.0), "RISK_OFF"),
        (weather(daily=500.0, hours=71), None),
        (weather(daily=500.0, hours=72), "HIGH_VOL"),
        (weather(hours=167), None),
        (weather(trend=600.0, hours=167), None),
        ([*CALM[1:], (NAN, 1.0)], None),
        ([*CALM[1:], (0.0, NAN)], None),
        ([*CALM[1:], (0.0, float("inf"))], None),
        ([*DOWN[1:], (-3.0, NAN)], "RISK_OFF"),
        ([*STORM[1:], (NAN, 451.0**2 / 24)], "HIGH_VOL"),
    ],
)
def test_the_market_estimate(hours: Sequence[tuple[float, float]], regime: str | None) -> None:
    assert estimate(hours, POLICY)[0] == regime


def test_only_the_newest_hours_count() -> None:
    assert estimate([*STORM, *CALM], POLICY)[0] == "MIXED"
    assert estimate([*CALM, *STORM[:72]], POLICY)[0] == "HIGH_VOL"


def test_the_volatility_is_that_of_a_day() -> None:
    _, (storm, _, _) = estimate([(0.0, 150.0)] * HOURS, POLICY)
    assert storm.observed == pytest.approx(sqrt(24 * 150.0))
    assert (storm.limit, storm.outcome) == (450.0, Outcome.FAIL)


ON, OFF, MIXED = {"RISK_ON": 30}, {"RISK_OFF": 30}, {"MIXED": 30}


@pytest.mark.parametrize(
    ("votes", "hours", "last", "regime", "cap", "agree"),
    [
        (ON, UP, None, "RISK_ON", 1.0, True),
        (ON, [], None, "RISK_ON", 1.0, None),
        (ON, CALM, None, "MIXED", 0.6, False),
        (ON, STORM, None, "HIGH_VOL", 0.35, False),
        (ON, DOWN, None, "RISK_OFF", 0.2, False),
        (OFF, UP, None, "RISK_OFF", 0.2, False),
        (MIXED, CALM, None, "MIXED", 0.6, True),
        ({}, UP, None, None, 0.5, None),
        ({}, DOWN, None, "RISK_OFF", 0.2, None),
        ({}, STORM, "RISK_OFF", None, 0.2, None),
        ({}, [], None, None, 0.5, None),
        ({}, [], "RISK_ON", None, 0.5, None),
        ({}, [], "HIGH_VOL", None, 0.35, None),
        ({}, UP, "RISK_OFF", None, 0.2, None),
        (ON, [*CALM[1:], (NAN, NAN)], None, None, 0.5, None),
        (OFF, [*CALM[1:], (NAN, NAN)], None, "RISK_OFF", 0.2, None),
    ],
)
def test_the_tighter_cap_holds(
    votes: dict[str, int],
    hours: list[tuple[float, float]],
    last: str | None,
    regime: str | None,
    cap: float,
    agree: bool | None,  # noqa: FBT001
) -> None:
    call = call_regime(Market(votes=votes, hours=hours, last_known=last), POLICY)
    assert (call.regime, call.cap, call.agree) == (regime, cap, agree)


def test_silence_may_raise_the_cap_where_policy_says_so() -> None:
    free = POLICY.model_copy(update={"unknown_within_last_known": False})
    assert call_regime(Market(last_known="RISK_OFF"), free).cap == 0.5


def test_what_the_market_said_is_not_remembered() -> None:
    """Else a fleet that names no regime would stay at the cap of the first storm for ever."""
    assert call_regime(Market(hours=DOWN), POLICY).last_known is None
    assert call_regime(Market(votes=ON, hours=DOWN), POLICY).last_known == "RISK_ON"
    assert call_regime(Market(last_known="MIXED"), POLICY).last_known == "MIXED"


def test_where_both_warn_the_tighter_of_the_policy_holds() -> None:
    caps = Caps(RISK_OFF=0.4, HIGH_VOL=0.1)
    odd = POLICY.model_copy(update={"caps": caps})
    assert estimate(weather(trend=-600.0, daily=500.0), odd)[0] == "HIGH_VOL"
