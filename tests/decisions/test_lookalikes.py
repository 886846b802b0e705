from dataclasses import replace

import pytest

from bot.decisions.facts import Likeness
from bot.decisions.lookalikes import Lookalike, likest, lookalikes
from bot.events.signal import Direction, Signal
from bot.policy.risk import Quarantine
from tests.ledger.build import signal

RULE = Quarantine()


def views(agent: str, hours: int, against: int = 0) -> list[Signal]:
    """Give a view an hour; the first ones go against everybody else's."""
    return [
        replace(
            signal(60 * hour, name=f"{agent}{hour}", agent=agent),
            direction=Direction.SHORT if hour < against else Direction.LONG,
        )
        for hour in range(hours)
    ]


@pytest.mark.parametrize(
    ("hours", "against", "flagged"),
    [(49, 0, False), (50, 0, True), (60, 3, False), (60, 2, True), (100, 5, False)],
)
def test_a_newcomer_is_flagged_for_agreeing_almost_always(
    hours: int,
    against: int,
    flagged: bool,  # noqa: FBT001
) -> None:
    signals = [*views("bad", 200), *views("new", hours, against)]
    found = lookalikes(likest(signals, ["bad"], RULE), RULE)
    like = Likeness("bad", (hours - against) / hours, hours)
    assert found == ((Lookalike("new", like),) if flagged else ())


def test_the_likest_of_the_stopped_is_named_and_they_are_not_held_against_each_other() -> None:
    signals = [*views("bad", 60), *views("worse", 60, 2), *views("new", 60, 2), *views("old", 9)]
    found = likest(signals, ["bad", "worse", "silent"], RULE)
    assert found == {"new": Likeness("worse", 1.0, 60)}


def test_of_equals_the_one_with_more_in_common_is_named() -> None:
    signals = [*views("bad", 60), *views("zed", 70), *views("new", 80)]
    assert likest(signals, ["bad", "zed"], RULE) == {"new": Likeness("zed", 1.0, 70)}


def test_without_a_stopped_agent_nobody_is_like_one() -> None:
    assert likest(views("new", 80), [], RULE) == {}
    assert lookalikes({}, RULE) == ()
