import re

import pytest

from bench.arithmetic import PAGE, renewed, shown

SMALL = """\
| `a` | 1,500 | bytes |
| `b` | 0.5 | seconds |

- **both** = `n * a / 1000 + b`
- **one** = `ceil(n - b) * 2`

| signals a day | both | one |
|---|---|---|
| 10^3 | wrong | wrong |

The end.
"""


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_page_says_what_its_own_figures_and_formulas_give() -> None:
    assert renewed(page()) == page()


def test_every_figure_says_where_it_is_from() -> None:
    rows = re.findall(r"^\| `\w+` \|.*$", page(), re.MULTILINE)
    assert rows
    for row in rows:
        source = row.strip("| ").split(" | ")[-1]
        assert source.startswith(("measured: ", "computed: ", "price: ")), row


def test_a_table_is_reckoned_from_what_stands_above_it() -> None:
    table = renewed(SMALL)
    assert "| 10^3 | 1,500 | 2,000 |" in table
    assert "| 10^9 | 1,500,000,000 | 2,000,000,000 |" in table
    assert "wrong" not in table
    assert table.endswith("\n\nThe end.\n")


@pytest.mark.parametrize("formula", ["n ** a", "open(n)", "n if a else b", "'n'"])
def test_nothing_but_arithmetic_is_reckoned(formula: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        renewed(SMALL.replace("ceil(n - b) * 2", formula))


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.01234, "0.012"), (1.96, "2"), (1234567.0, "1,200,000")]
)
def test_two_digits_are_shown(value: float, text: str) -> None:
    assert shown(value) == text
