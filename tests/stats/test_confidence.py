import pytest

from bot.policy.allocation import Confidence as Rule
from bot.stats.confidence import Confidence, after

RULE = Rule()


@pytest.mark.parametrize(
    ("latest", "factor"),
    [(-50.1, 0.85), (-50.0, 0.93), (-0.1, 0.93), (0.0, 1.0), (50.0, 1.0), (50.1, 1.03)],
)
def test_one_trade_moves_it_by_one_step(latest: float, factor: float) -> None:
    assert after(Confidence(), [[latest]], RULE).multiplier == pytest.approx(factor)


def test_only_the_last_five_count() -> None:
    before = Confidence(1.0, (-1000.0, 20.0, 20.0, 20.0, 20.0))
    assert after(before, [[20.0]], RULE).multiplier == pytest.approx(1.03)


def test_it_never_moves_without_new_data() -> None:
    before = Confidence(0.7, (-10.0,))
    assert after(before, [], RULE) == before
    assert after(before, [[], []], RULE) == before


def test_it_stays_within_its_bounds() -> None:
    assert after(Confidence(), [[-100.0]] * 40, RULE).multiplier == 0.20
    assert after(Confidence(), [[100.0]] * 40, RULE).multiplier == 1.20


def test_a_batch_is_one_step_in_any_order() -> None:
    batch = [30.0, -20.0, 80.0, -90.0, 10.0, 5.0]
    one, other = after(Confidence(), [batch], RULE), after(Confidence(), [batch[::-1]], RULE)
    assert one == other
    assert one.multiplier == pytest.approx(0.85)  # the five worst sum to -65


def test_it_remembers_no_more_than_it_looks_back() -> None:
    assert len(after(Confidence(), [[1.0]] * 50, RULE).recent) == RULE.lookback


def test_decay_is_what_is_missing_to_one() -> None:
    assert Confidence(0.85).decay == pytest.approx(0.15)
