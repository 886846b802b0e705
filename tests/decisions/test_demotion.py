from math import log

import pytest

from bot.decisions.demotion import decline, lost_edge, no_edge
from bot.decisions.finding import Outcome

PASS, FAIL = Outcome.PASS, Outcome.FAIL
INCONCLUSIVE, ERROR = Outcome.INCONCLUSIVE, Outcome.ERROR
NAN = float("nan")


@pytest.mark.parametrize(
    ("dead", "outcome"),
    [(0.799, FAIL), (0.80, FAIL), (0.801, PASS), (None, INCONCLUSIVE), (NAN, ERROR)],
)
def test_lost_edge(dead: float | None, outcome: Outcome) -> None:
    assert lost_edge(dead, 0.80).outcome is outcome


@pytest.mark.parametrize(
    ("level", "outcome"),
    [(2.999, FAIL), (3.0, PASS), (3.001, PASS), (None, INCONCLUSIVE), (NAN, ERROR)],
)
def test_decline(level: float | None, outcome: Outcome) -> None:
    assert decline(level, 3.0).outcome is outcome


@pytest.mark.parametrize(
    ("log_e", "outcome"),
    [(log(19.999), FAIL), (log(20.001), PASS), (None, INCONCLUSIVE), (NAN, ERROR)],
)
def test_no_edge(log_e: float | None, outcome: Outcome) -> None:
    assert no_edge(log_e, 20.0).outcome is outcome
