from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decisions.past_regime import regime_at
from bot.policy.regimes import Regimes
from tests.ledger.build import signal

RULES = Regimes(v=1, min_data_points=3, window_hours=24)
DAYS = [
    replace(signal(60 * hour, name=str(hour)), regime="RISK_ON" if hour < 30 else "RISK_OFF")
    for hour in range(60)
]
START = DAYS[0].received_at


@pytest.mark.parametrize(
    ("hours", "regime"),
    [
        (-1, None),
        (1, None),
        (1.99, None),
        (2, "RISK_ON"),
        (29, "RISK_ON"),
        (40, "RISK_ON"),
        (41, None),
        (42, "RISK_OFF"),
        (59, "RISK_OFF"),
        (80, "RISK_OFF"),
        (81, None),
        (200, None),
    ],
)
def test_the_window_before_a_moment_votes_and_nothing_later_does(
    hours: float, regime: str | None
) -> None:
    found = regime_at(reversed(DAYS), RULES)(START + timedelta(hours=hours))
    assert found == regime


def test_a_signal_without_a_regime_has_no_vote() -> None:
    silent = [replace(one, regime=None) for one in DAYS]
    assert regime_at(silent, RULES)(DAYS[-1].received_at) is None
