import pytest

from bot.ledger.due import due, ripe_ms
from bot.words.canonical import digest
from tests.ledger.build import TERMS, at, signal

ID = digest("s")


@pytest.mark.parametrize(
    ("minute", "horizons", "waiting"),
    [
        (70.99, [], 3),
        (71, [1], 2),
        (250.99, [1], 2),
        (251, [1, 4], 1),
        (1451, [1, 4, 24], 0),
    ],
)
def test_a_pair_is_due_when_its_exit_can_have_closed(
    minute: float, horizons: list[int], waiting: int
) -> None:
    found = due([signal(9.5)], set(), {}, TERMS, at(minute))
    assert [pair.horizon for pair in found.pairs] == horizons
    assert found.waiting == waiting


def test_a_receipt_on_the_minute_enters_at_that_minute() -> None:
    assert ripe_ms(at(10), 1, TERMS) == ripe_ms(at(9.5), 1, TERMS) == at(71)


def test_what_is_closed_is_not_due_and_what_failed_rests() -> None:
    found = due([signal(9.5)], {(ID, 1)}, {(ID, 4): at(1500), (ID, 24): at(1400)}, TERMS, at(1451))
    assert [pair.horizon for pair in found.pairs] == [24]
    assert (found.waiting, found.resting) == (0, 1)
