from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Status
from bot.stats.forensics import VIEWS, Case, Run, Surroundings, cases
from bot.stats.turbulence import tracks
from tests.ledger.build import signal
from tests.stats.build import net, run


def storm(_: datetime) -> str | None:
    return "RISK_OFF"


def around(signals: Iterable[Signal] = (), runs: Iterable[Telemetry] = ()) -> Surroundings:
    return Surroundings(tuple(signals), tuple(runs), tracks([]), storm)


def test_only_what_was_settled_is_a_case() -> None:
    rows = [net(-5.0), net(0.0, status=Status.UNPRICEABLE.value, net_bps=None)]
    assert [case.net_bps for case in cases(rows, around())] == [-5.0]


@pytest.mark.parametrize(
    ("said", "was", "mismatched"),
    [
        ("MIXED", "RISK_OFF", True),
        ("RISK_OFF", "RISK_OFF", False),
        (None, "RISK_OFF", None),
        ("MIXED", None, None),
    ],
)
def test_a_mismatch_needs_both_regimes(
    said: str | None,
    was: str | None,
    mismatched: bool | None,  # noqa: FBT001
) -> None:
    assert Case(net(-5.0, regime=said), -5.0, regime_then=was).mismatched is mismatched


def test_a_trade_is_joined_with_its_own_agents_run() -> None:
    runs = [
        run("r1", latency_ms=100.0, cost_usd=0.5, errors=1),
        run("r1", latency_ms=50.0, cost_usd=0.25),
        run("r2", latency_ms=9.0),
        run("r3", cost_usd=None),
        run("r1", agent="bob", latency_ms=7.0),
    ]
    rows = [net(-1.0, run_id=name, signal_id=name) for name in ("r1", "r3", "r9")]
    found = [case.run for case in cases(rows, around(runs=runs))]
    assert found == [Run(150.0, 0.75, 1), Run(100.0, None, 0), None]


def said(*confidences: float | None, agent: str = "ann") -> list[Signal]:
    return [
        replace(signal(number, name=f"{agent}{number}", agent=agent), confidence=confidence)
        for number, confidence in enumerate(confidences)
    ]


def sticky(signals: list[Signal]) -> list[float | None]:
    rows = [net(-1.0, signal_id=one.signal_id) for one in signals]
    return [case.sticky for case in cases(rows, around(reversed(signals)))]


def test_confidence_is_held_against_the_latest_views() -> None:
    assert sticky(said(*[0.7] * VIEWS, 0.8, 0.7))[-3:] == [1.0, 0.1, 0.9]
    assert sticky(said(*[0.7] * (VIEWS - 1))) == [None] * (VIEWS - 1)


def test_views_without_confidence_are_passed_over() -> None:
    assert sticky(said(None, *[0.7] * 5, None, *[0.7] * 5))[-2:] == [None, 1.0]
    assert sticky(said(*[0.7] * 20, None))[-1] is None


def test_other_agents_confidences_are_their_own() -> None:
    both = [*said(*[0.7] * VIEWS), *said(*[0.1] * VIEWS, agent="bob")]
    assert sticky(both)[VIEWS - 1 :: VIEWS] == [1.0, 1.0]
