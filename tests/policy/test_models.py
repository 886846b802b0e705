"""What every numeric key refuses, and the small questions that the models answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.policy.costs import Costs, Rate, VenueRate
from bot.policy.document import Path, dotted
from bot.policy.load import read
from bot.policy.policy import PARTS, Policy
from bot.policy.regimes import Regimes
from bot.policy.schema import Schema, entry_of, resolved, schema_of
from bot.policy.score import Line

NUMBERS = ("number", "integer")


def numeric(whole: Schema, here: Schema, path: Path) -> Iterator[Path]:
    here = resolved(whole, here)
    if here.get("type") in NUMBERS:
        yield path
    for name, below in here.get("properties", {}).items():
        yield from numeric(whole, below, (*path, name))
    if entry := entry_of(whole, here):
        yield from numeric(whole, entry, (*path, 0 if here["type"] == "array" else "x"))


KEYS = [
    (name, path)
    for name, part in PARTS.items()
    for path in numeric(schema_of(part), schema_of(part), ())
]


def nested(path: Path, value: object) -> Any:  # noqa: ANN401 - YAML data
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def test_there_are_numeric_keys_to_try() -> None:
    assert len(KEYS) > 150
    assert ("risk", ("MAX_DRAWDOWN_BPS",)) in KEYS
    assert ("governor", ("costs", "venues", "x", "symbols", "x", "fee_bps")) in KEYS


@pytest.mark.parametrize("value", [".nan", "-.inf", "true", '"5"'])
def test_every_numeric_key_takes_finite_numbers_only(value: str) -> None:
    for name, path in KEYS:
        text = yaml.safe_dump(nested(path, "HERE")).replace("HERE", value)
        _, problems = read({f"policies/{name}.yml": text.encode()})
        found = [p.reason for p in problems if p.file.endswith(f"{name}.yml")]
        at_key = [p for p in problems if p.field == dotted(path) and p.line is not None]
        assert at_key, (name, path, found)
        assert any("number" in p.reason for p in at_key), at_key


def test_a_policy_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Policy().risk.haircut = 1.0  # type: ignore[misc]


def test_the_digest_is_of_the_content() -> None:
    other = Policy(regimes=Regimes(v=1, unknown_cap=0.4))
    assert Policy().digest == Policy().digest
    assert other.digest != Policy().digest
    assert len(other.digest) == 64


def test_the_narrowest_rate_holds() -> None:
    costs = Costs(
        fee_bps=10,
        slippage_bps=2,
        venues={"cb": VenueRate(fee_bps=60, symbols={"DOGE": Rate(slippage_bps=9)})},
    )
    assert costs.one_side("binance", "BTC") == (10, 2)
    assert costs.one_side("cb", "BTC") == (60, 2)
    assert costs.one_side("cb", "DOGE") == (60, 9)


@pytest.mark.parametrize(
    ("within", "regime", "last", "cap"),
    [
        (True, "RISK_ON", None, 1.0),
        (True, "RISK_OFF", "RISK_ON", 0.2),
        (True, None, None, 0.5),
        (True, None, "RISK_OFF", 0.2),
        (True, None, "RISK_ON", 0.5),
        (True, "PANIC", "HIGH_VOL", 0.35),
        (True, None, "PANIC", 0.5),
        (False, None, "RISK_OFF", 0.5),
    ],
)
def test_the_cap_of_a_regime(within: bool, regime: str, last: str, cap: float) -> None:  # noqa: FBT001
    assert Regimes(v=1, unknown_within_last_known=within).cap(regime, last) == cap


@pytest.mark.parametrize(
    ("full", "zero", "value", "marks"),
    [
        (0, 0.2, 0, 1),
        (0, 0.2, 0.1, 0.5),
        (0, 0.2, 0.2, 0),
        (0, 0.2, 9, 0),
        (1, 0.8, 1, 1),
        (1, 0.8, 0.9, 0.5),
        (1, 0.8, 0.5, 0),
    ],
)
def test_marks_fall_on_a_straight_line(
    full: float, zero: float, value: float, marks: float
) -> None:
    assert Line(weight=1, full=full, zero=zero).marks(value) == pytest.approx(marks)


def test_own_caps_only_narrow() -> None:
    risk = Policy().risk.model_copy(update={"agent_position_usd": {"a": 100.0, "b": 900.0}})
    assert [risk.position_usd(name) for name in ("a", "b", "c")] == [100, 250, 250]
    caps = Policy().allocation.caps.model_copy(
        update={"symbols": {"BTC": 0.1, "ETH": 0.9}, "strategy_classes": {"carry": 0.2}}
    )
    assert [caps.of_symbol(name) for name in ("BTC", "ETH", "SOL")] == [0.1, 0.4, 0.4]
    assert [caps.of_class(name) for name in ("carry", "momentum")] == [0.2, 0.5]
