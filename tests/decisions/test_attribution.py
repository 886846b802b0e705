"""Every table adds up to what the portfolio made."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.attribution import Attribution, attribute

CLASSES = {"a": "momentum", "b": "momentum", "c": "carry"}


def test_a_worked_example() -> None:
    cells = {("a", "BTC"): 10.24, ("a", "ETH"): -3.12, ("b", "BTC"): 1.13, ("c", "SOL"): 0.06}
    found = attribute(cells, {"RISK_ON": 9.0, "MIXED": -0.69}, CLASSES)
    assert found == Attribution(
        total_bps=8.3,
        agents={"a": 7.1, "b": 1.1, "c": 0.1},
        strategy_classes={"carry": 0.1, "momentum": 8.2},
        symbols={"BTC": 11.4, "ETH": -3.1, "SOL": 0.0},
        regimes={"MIXED": -0.7, "RISK_ON": 9.0},
    )


def test_nothing_made_nothing() -> None:
    assert attribute({}, {}, {}) == Attribution()


def test_what_no_regime_accounts_for_is_said() -> None:
    found = attribute({("a", "BTC"): 5.0, ("x", "BTC"): 1.0}, {"MIXED": 4.0}, CLASSES)
    assert found.regimes == {"MIXED": 4.0, "unknown": 2.0}
    assert found.strategy_classes == {"momentum": 5.0, "unknown": 1.0}


def added(table: Mapping[str, float]) -> Decimal:
    return sum((Decimal(str(one)) for one in table.values()), Decimal(0))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["BTC", "ETH", "SOL"])),
        st.floats(-1e4, 1e4),
    ),
    st.dictionaries(st.sampled_from(["RISK_ON", "MIXED", "unknown"]), st.floats(-1e4, 1e4)),
    st.integers(0, 3),
)
def test_every_table_adds_up(
    cells: dict[tuple[str, str], float], regimes: dict[str, float], digits: int
) -> None:
    found = attribute(cells, regimes, CLASSES, digits)
    total = Decimal(str(found.total_bps))
    tables = (found.agents, found.strategy_classes, found.symbols, found.regimes)
    assert [added(table) for table in tables] == [total] * 4
    assert found.total_bps == pytest.approx(sum(cells.values()), abs=10**-digits)
