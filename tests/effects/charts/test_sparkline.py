import pytest

from bot.effects.charts.sparkline import as_text, sparkline, thinned


@pytest.mark.parametrize(
    ("values", "text"),
    [([], ""), ([3.0], "▄"), ([2.0, 2.0], "▄▄"), ([0.0, 7.0], "▁█"), ([0, 1, 2, 3], "▁▃▆█")],
)
def test_text(values: list[float], text: str) -> None:
    assert as_text(values) == text


def test_thinned_keeps_both_ends() -> None:
    assert thinned(list(range(100)), 3) == [0, 50, 99]
    assert thinned([1.0, 2.0], 5) == [1.0, 2.0]


def test_axes_are_hidden() -> None:
    (line,) = sparkline([1.0, 2.0])["layer"]
    assert line["encoding"]["x"]["axis"] is None
