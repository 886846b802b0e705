"""Holds join to the safer one in any order; a human act lifts only what it has seen."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.state import holds
from bot.state.holds import Hold, Holds
from bot.words import instant
from bot.words.stage import RANK, Stage

STAGES = st.sampled_from(Stage)
CAUSES = st.sampled_from(["breach", "kill", "demote"])


def hold(stage: Stage = Stage.KILLED, hour: int = 0, reason: str = "r", sequence: int = 1) -> Hold:
    since = instant.EPOCH + timedelta(hours=hour)
    return holds.hold(stage, since, reason, "me", sequence)


ANY = st.builds(
    hold,
    stage=STAGES,
    hour=st.integers(0, 3),
    reason=st.sampled_from("xy"),
    sequence=st.integers(1, 9),
)


def meaning(of: Holds) -> dict[str, Hold]:
    """Numbering follows the order of arrival; what holds and why must not."""
    return {cause: one.model_copy(update={"sequence": 0}) for cause, one in of.items()}


def join(*pairs: tuple[str, Hold]) -> Holds:
    joined: Holds = {}
    for cause, one in pairs:
        joined = holds.add(joined, cause, one)
    return joined


@given(
    st.lists(st.tuples(CAUSES, ANY), max_size=6).flatmap(
        lambda x: st.tuples(st.just(x), st.permutations(x))
    )
)
def test_the_order_of_joining_never_matters(
    both: tuple[list[tuple[str, Hold]], list[tuple[str, Hold]]],
) -> None:
    one, other = both
    assert meaning(join(*one)) == meaning(join(*other))


@given(st.lists(st.tuples(CAUSES, ANY), max_size=6))
def test_joining_again_changes_nothing(pairs: list[tuple[str, Hold]]) -> None:
    once = join(*pairs)
    for cause, one in pairs:
        assert holds.add(once, cause, one) == once


@given(st.lists(st.tuples(CAUSES, ANY), min_size=1, max_size=6), CAUSES, ANY)
def test_joining_never_raises(pairs: list[tuple[str, Hold]], cause: str, new: Hold) -> None:
    before = join(*pairs)
    after = holds.add(before, cause, new)
    assert RANK[holds.safest(after.values()).stage] <= RANK[holds.safest(before.values()).stage]


def test_a_cause_that_arises_again_takes_a_new_sequence() -> None:
    first = join(("kill", hold(hour=1, sequence=1)))
    again = holds.add(first, "kill", hold(hour=2, sequence=2))
    assert (again["kill"].sequence, again["kill"].since) == (2, first["kill"].since)
    assert holds.add(first, "kill", hold(hour=1, sequence=2)) == first


def test_lifting_drops_what_is_below_the_stage() -> None:
    both = join(("kill", hold()), ("pause", hold(Stage.PAUSED)))
    assert holds.lift(both, Stage.PAUSED).keys() == {"pause"}
    assert not holds.lift(both, Stage.SHADOW)
