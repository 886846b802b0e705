from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files

import pytest

from bot.commands.alerting import Siren, alert_breach, alert_stale
from bot.commands.mailing import Mailroom
from bot.decisions.heartbeat import Stale
from bot.effects.mail.letter import Letter
from bot.errors import CannotSend
from bot.state.documents import put
from bot.state.report.fleet import BreachRow
from bot.state.report.report import REPORT, Report
from tests import snapshots
from tests.commands.test_mailing import NOW, Carrier, room
from tests.effects.reports import breached, meta, usual
from tests.fakes.store import MemoryStore

TEMPLATE = (files("bot.effects.mail") / "templates" / "letter.html").read_text()
ANN = "ann@risk.example"
RELEASED = BreachRow(
    at="2026-11-01T00:00:00.000Z", drawdown_bps=260.0, limit_bps=250.0, latched=False
)
STALE = Stale("2026-11-21T05:00:00.000Z", "the fleet is stale: its last cycle was done at 05:00")


def reported(report: Report) -> MemoryStore:
    store = MemoryStore()
    store.now.write(put(REPORT.pattern, report))
    return store


def siren(made: Mailroom, *to: str) -> Siren:
    return Siren(lambda: made, lambda: TEMPLATE, to)


def test_a_breach_is_mailed_once_and_the_next_one_again() -> None:
    store, carrier = reported(breached()), Carrier()
    for hour in range(3):
        later = room(store, carrier, now=NOW + timedelta(hours=hour), run_id=str(hour))
        assert alert_breach(siren(later, ANN)) == 0
    assert carrier.taken == [ANN]
    second = BreachRow(at="2026-11-28T00:00:00.000Z", drawdown_bps=260.0, limit_bps=250.0)
    store.now.write(put(REPORT.pattern, usual(meta=meta("critical", breach=second))))
    alert_breach(siren(room(store, carrier), ANN))
    assert carrier.taken == [ANN, ANN]


@pytest.mark.parametrize(
    "report",
    [
        usual(),
        Report(v=1),
        usual(
            meta=meta(
                breach=BreachRow(
                    at="2026-11-01T00:00:00.000Z",
                    drawdown_bps=260.0,
                    limit_bps=250.0,
                    latched=False,
                )
            )
        ),
    ],
)
def test_where_no_breach_stands_nobody_is_woken(report: Report) -> None:
    carrier = Carrier()
    assert alert_breach(siren(room(reported(report), carrier), ANN)) == 0
    assert carrier.taken == []


def test_where_nobody_listens_not_even_the_room_is_opened() -> None:
    def never() -> Mailroom:
        raise AssertionError

    deaf = Siren(never, lambda: TEMPLATE, ())
    assert (alert_breach(deaf), alert_stale(deaf, STALE)) == (0, 0)


def test_a_standstill_is_mailed_once() -> None:
    store, carrier = MemoryStore(), Carrier()
    for run in "12":
        assert alert_stale(siren(room(store, carrier, run_id=run), ANN), STALE) == 0
    assert carrier.taken == [ANN]


def test_an_alarm_that_nobody_got_fails_the_run() -> None:
    carrier = Carrier(fails={ANN: CannotSend("it is full")})
    assert alert_stale(siren(room(MemoryStore(), carrier), ANN), STALE) == 1


def test_the_alarms_as_people_read_them() -> None:
    kept: list[str] = []

    def keep(one: Letter, to: Sequence[str]) -> Sequence[str]:
        kept.append(one.text)
        return to

    made = room(reported(breached()), None, keep=keep)
    alert_breach(siren(made, ANN))
    alert_stale(siren(made, ANN), STALE)
    snapshots.matches("alerts.txt", "\n".join(kept))
