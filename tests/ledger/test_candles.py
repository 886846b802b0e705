from bot.ledger.candles import Candle, cut_spans, join_spans, series_of

MINUTE = 60_000


def flat(minute: int, price: float = 100.0) -> Candle:
    return Candle(minute * MINUTE, price, price, price, price)


def test_a_series_is_in_order_of_time_whatever_the_order_given() -> None:
    series = series_of(MINUTE, [flat(3), flat(1), flat(2)], [(0, 4 * MINUTE)])
    assert [candle.open_time_ms // MINUTE for candle in series] == [1, 2, 3]


def test_first_from_finds_the_candle_that_opens_at_or_after() -> None:
    series = series_of(MINUTE, [flat(1), flat(4)], [(0, 5 * MINUTE)])
    assert series.first_from(MINUTE) == 0
    assert series.first_from(MINUTE + 1) == 1
    assert series.first_from(5 * MINUTE) == len(series)


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert join_spans([(5, 9), (0, 2), (2, 4), (6, 7), (11, 11)]) == ((0, 4), (5, 9))


def test_a_span_is_covered_only_whole() -> None:
    series = series_of(MINUTE, [], [(0, 10), (20, 30)])
    assert series.covers(2, 10)
    assert not series.covers(5, 25)


def test_holes_are_cut_out_of_spans() -> None:
    assert cut_spans([(0, 10), (20, 30)], [(4, 6), (9, 22), (28, 40)]) == ((0, 4), (6, 9), (22, 28))
