import pytest

from bot.stats.calibration import bins, brier, error
from bot.stats.measured import Measured

NAN = float("nan")


def test_a_coin_scores_a_quarter_and_a_seer_nothing() -> None:
    assert brier([0.5, 0.5], [True, False]).value == 0.25
    assert brier([1.0, 0.0], [True, False]).value == 0.0
    assert brier([0.0, 1.0], [True, False]).value == 1.0


@pytest.mark.parametrize(
    ("said", "came"), [([], []), ([NAN], [True]), ([1.1], [True]), ([0.5], [])]
)
def test_what_is_no_forecast_has_no_score(said: list[float], came: list[bool]) -> None:
    assert brier(said, came).value is None
    assert bins(said, came) == ()


def test_bins_say_what_was_said_and_what_came() -> None:
    found = bins([0.61, 0.69, 1.0], [True, False, True])
    assert [(one.low, one.n, one.came) for one in found] == [(0.6, 2, 0.5), (0.9, 1, 1.0)]
    assert found[0].said == pytest.approx(0.65)


def test_the_calibration_error_weighs_by_how_often() -> None:
    found = bins([0.6, 0.6, 0.6, 1.0], [True, False, False, True])
    assert error(found).value == pytest.approx(0.75 * abs(0.6 - 1 / 3))
    assert error(()) == Measured(None, 0)
