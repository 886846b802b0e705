from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.stats.curve import Curve
from bot.stats.life import Life, after_day
from bot.stats.tally import RunTally, Tally, TradeTally
from bot.stats.trades import drawdown, hits, total
from tests.stats.build import NETS


def lived(nets: list[float], cuts: list[int]) -> Life:
    life = Life()
    for start, end in pairwise(sorted({0, *cuts, len(nets)})):
        life = after_day(life, Tally(trades=TradeTally(nets=tuple(nets[start:end]))))
    return life


@given(st.lists(NETS, max_size=40), st.lists(st.integers(0, 40), max_size=5))
def test_days_add_up_to_what_the_whole_series_measures(nets: list[float], cuts: list[int]) -> None:
    inside = [cut for cut in cuts if cut <= len(nets)]
    life = lived(nets, inside)
    assert life == lived(nets, [])
    assert life.trades == len(nets)
    assert abs(life.net_bps - (total(nets).value or 0.0)) < 1e-4
    assert abs(life.sequence_drawdown_bps - (drawdown(nets).value or 0.0)) < 1e-4
    assert (life.ties, life.trades - life.ties) == (hits(nets).ties, hits(nets).rate.n)
    assert life.wins == sum(one > 0 for one in nets)


def test_a_loss_from_the_start_is_a_drawdown() -> None:
    assert lived([-10.0, 5.0], []).sequence_drawdown_bps == 10.0
    assert lived([30.0, -10.0, -5.0, 40.0], [2]).sequence_drawdown_bps == 15.0


def test_runs_add_up_and_the_path_is_left_to_the_hours() -> None:
    path = Curve(equity=1.1)
    tally = Tally(
        runs=RunTally(runs=3, errors=2, cost_usd=0.1, unpriced=1), trades=TradeTally(flat=2)
    )
    life = after_day(after_day(Life(path=path), tally), tally)
    assert (life.runs, life.errors, life.cost_usd, life.unpriced) == (6, 4, 0.2, 2)
    assert (life.flat, life.path) == (4, path)
