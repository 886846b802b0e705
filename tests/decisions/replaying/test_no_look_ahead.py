"""No jump of the future moves a decision or the book before it, with agents that trade."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.adapters.past import PastFolders
from bot.adapters.policies import policy_texts
from bot.commands.replaying.reading import Wanted, read_past
from bot.decisions.replaying.engine import Stage
from bot.decisions.replaying.result import Result, play
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.words.canonical import encode
from bot.words.instant import HOUR, parse
from tests.commands.test_replay import _plant as plant
from tests.decisions.replaying.test_engine import eager, folder

__all__ = ["folder"]

EVERY = timedelta(hours=6)
CHANCE = Random(7)
PLANTS = [(CHANCE.randrange(16 * 24, 23 * 24), CHANCE.choice((0.5, 0.9, 1.2, 3.0))) for _ in "abcd"]


@pytest.fixture(scope="module")
def policy(folder: Path) -> Policy:
    found, problems = read(policy_texts(folder))
    assert found is not None, problems
    return eager(found)


def played(folder: Path, prices: Path, policy: Policy) -> Result:
    past = PastFolders(folder / "events", prices, policy.prices)
    known = read_past(past, terms_of(policy), Wanted(None, None, EVERY))
    return play(Stage(policy, known.past, known.looks), known.looks[0])


@pytest.fixture(scope="module")
def untouched(folder: Path, policy: Policy) -> Result:
    return played(folder, folder / "prices", policy)


def until(result: Result, moment: str) -> tuple[list[bytes], list[tuple[float, ...]]]:
    """Give what was decided before a moment, and the hours of the book that ended before it."""
    at = parse(moment)
    decided = [encode(one.wire()) for one in result.decisions if one.at < at]
    hours = [one for one in result.hours if one.at + HOUR < at]
    return decided, [(one.bps, one.gross, one.equity, one.drawdown_bps) for one in hours]


@pytest.mark.parametrize(("hour", "factor"), PLANTS)
def test_a_jump_moves_nothing_of_a_trading_book_before_it(
    folder: Path, policy: Policy, untouched: Result, tmp_path: Path, hour: int, factor: float
) -> None:
    moment = plant(folder / "prices", tmp_path / "prices", hour, factor)
    jumped = played(folder, tmp_path / "prices", policy)
    before, after = until(untouched, moment), until(jumped, moment)
    assert before == after
    assert any(gross > 0.0 and bps for bps, gross, *_ in before[1])
