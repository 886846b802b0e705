from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.plan import plan

SLOT = 10
FAR = 10_000


def fewest(moments: set[int], reach: int) -> int:
    """Try every choice of starting points, smallest first: slow, and certainly right."""
    for count in range(len(moments) + 1):
        for starts in combinations(sorted(moments), count):
            if all(any(s <= m < s + reach for s in starts) for m in moments):
                return count
    raise AssertionError


@given(st.sets(st.integers(0, 40).map(lambda n: n * SLOT), max_size=7), st.integers(1, 6))
def test_no_cover_needs_fewer_requests(moments: set[int], rows: int) -> None:
    spans = plan(moments, SLOT, rows, 0, FAR)
    assert len(spans) == fewest(moments, rows * SLOT)
    assert all(any(start <= m and m + SLOT <= end for start, end in spans) for m in moments)
    assert all(end - start <= rows * SLOT for start, end in spans)


def test_order_and_repetition_do_not_matter() -> None:
    assert plan([30, 10, 30, 20], SLOT, 2, 0, FAR) == plan([10, 20, 30], SLOT, 2, 0, FAR)


def test_a_range_goes_on_for_the_tail_where_it_has_room() -> None:
    assert plan([0, 20], SLOT, 100, 50, FAR) == ((0, 80),)
    assert plan([0, 20], SLOT, 4, 50, FAR) == ((0, 40),)


def test_what_has_not_closed_is_not_asked_for() -> None:
    assert plan([0, 20, 30], SLOT, 100, 50, 30) == ((0, 30),)
    assert plan([30], SLOT, 100, 50, 30) == ()
