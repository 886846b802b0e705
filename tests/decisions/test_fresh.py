from datetime import timedelta

import pytest

from bot.decisions.finding import Outcome
from bot.decisions.fresh import data_fresh
from bot.policy.risk import Risk
from tests.decisions.fleet import NOW


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [
        (0.0, Outcome.PASS),
        (180.0, Outcome.PASS),
        (180.1, Outcome.FAIL),
        (-0.1, Outcome.ERROR),
        (None, Outcome.INCONCLUSIVE),
    ],
)
def test_prices_are_fresh_for_three_hours(minutes: float | None, outcome: Outcome) -> None:
    newest = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert data_fresh(newest, NOW, Risk(v=1)).outcome is outcome
