"""What is remembered of the portfolio; a breach is remembered for ever, and once."""

from dataclasses import replace
from datetime import timedelta

from bot.decisions.judgement import BreachAct
from bot.decisions.portfolio import fleet_document
from bot.decisions.regime import RegimeCall
from bot.decisions.weights import Allocation
from bot.state.documents import decode, put
from bot.state.fleet import FLEET, Fleet
from bot.stats.curve import Curve, after_hour
from bot.words.instant import HOUR, render
from tests.decisions.fleet import NOW, facts, weather

HALF = Allocation(0.6, {}, 0.45, 0.55)
BREACH = BreachAct(NOW, 251.23, 250.0, (), {"a": NOW}, ("a",), ("b",), (), ("ab" * 32,))
CURVE = after_hour(after_hour(Curve(), 30.04), -12.34)


def document(
    before: Fleet | None = None,
    *,
    breach: BreachAct | None = None,
    call: RegimeCall | None = None,
    minutes: int = 0,
    curve: Curve = CURVE,
) -> Fleet:
    given = replace(facts(), now=NOW + timedelta(minutes=minutes), curve=curve)
    return fleet_document(before or Fleet(v=1), given, call or weather(0.6), HALF, breach)


def test_the_numbers_are_rounded_as_they_are_shown() -> None:
    found = document()
    assert (found.gross, found.cash) == (0.45, 0.55)
    assert found.curve.pnl_bps == 17.7
    assert found.curve.drawdown_bps == found.curve.max_drawdown_bps == 12.3
    assert found.curve.equity == 1.001766
    assert (found.weather.regime, found.weather.cap) == ("MIXED", 0.6)


def test_it_changes_only_when_its_content_does() -> None:
    first = document()
    assert document(first, minutes=30) is first
    gained = document(first, minutes=60, curve=after_hour(CURVE, 5.0))
    assert gained.generated_at == render(NOW + HOUR)


def test_what_signals_last_agreed_on_is_remembered() -> None:
    silent = RegimeCall(None, None, None, {}, 0, 0.35, None, "HIGH_VOL")
    found = document(call=silent).weather
    assert (found.regime, found.last_known, found.cap) == (None, "HIGH_VOL", 0.35)


def test_a_breach_is_kept_for_ever_and_only_once() -> None:
    first = document(breach=BREACH)
    assert [one.at for one in first.breaches] == [render(NOW)]
    assert (first.breaches[0].drawdown_bps, first.breaches[0].killed) == (251.2, ("a",))
    assert document(first, breach=BREACH, minutes=30) is first
    assert document(first, minutes=30).breaches == first.breaches
    second = document(first, breach=replace(BREACH, at=NOW + HOUR, drawdown_bps=300.0))
    assert [one.drawdown_bps for one in second.breaches] == [251.2, 300.0]


def test_what_is_written_is_read_again() -> None:
    found = document(breach=BREACH)
    assert decode(FLEET.pattern, put(FLEET.pattern, found).data, FLEET) == found
