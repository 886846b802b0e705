import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from bot.commands.lp_report import Press, lp_report
from bot.effects.charts.spec import Spec
from bot.effects.lp.edition import Kind
from bot.errors import CannotSend, CorruptState, Refused
from bot.policy.governor import Governor, Schedules
from bot.policy.writing import Notifications
from bot.state.documents import put
from bot.state.evidence import DAY_FILE, DayPage, PortfolioDay, day_path
from bot.state.fleet import FLEET, Equity, Fleet
from bot.state.report.report import REPORT
from bot.state.slots import watermark
from tests.commands.test_mailing import Carrier, room
from tests.effects.reports import usual
from tests.fakes.store import MemoryStore

TEMPLATE = (files("bot.effects.mail") / "templates" / "letter.html").read_text()
NOW = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)
SLOT = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
ANN = "ann@lp.example"
DAYS = {"2026-11-19": 20.0, "2026-11-20": -5.0}


def judged() -> MemoryStore:
    store = MemoryStore()
    pages = [
        put(day_path(day), DayPage(v=DAY_FILE.version, day=day, portfolio=PortfolioDay(bps=bps)))
        for day, bps in DAYS.items()
    ]
    curve = Equity(at="2026-11-21T07:00:00.000Z", pnl_bps=16.0, drawdown_bps=4.0, hours=55)
    fleet = put(FLEET.pattern, Fleet(v=FLEET.version, curve=curve))
    for write in (*pages, fleet, put(REPORT.pattern, usual())):
        store.now.write(write)
    return store


def drawn(spec: Spec) -> bytes:
    return json.dumps(spec).encode()


def press(store: MemoryStore, carrier: Carrier | None = None, **more: object) -> Press:
    made = Press(room(store, carrier, now=NOW), Governor(v=1), drawn, TEMPLATE, (ANN,))
    return replace(made, **more)  # type: ignore[arg-type]


def page(store: MemoryStore, name: str) -> bytes:
    return store.now.files[f"state/reports/{name}"]


def test_it_is_sent_once_a_slot_and_the_next_day_again() -> None:
    store, carrier = judged(), Carrier()
    assert lp_report(press(store, carrier), Kind.DAILY, only_due=True) == 0
    assert lp_report(press(store, carrier), Kind.DAILY, only_due=True) == 0
    assert lp_report(press(store, carrier), Kind.DAILY) == 0
    assert carrier.taken == [ANN]
    assert watermark(store.tree(), "lp_daily") == SLOT
    tomorrow = room(store, carrier, now=NOW + timedelta(days=1))
    lp_report(press(store, carrier, room=tomorrow), Kind.DAILY, only_due=True)
    assert carrier.taken == [ANN, ANN]


def test_of_mails_that_were_missed_only_the_newest_goes_out() -> None:
    store, carrier = judged(), Carrier()
    lp_report(press(store, carrier), Kind.DAILY, only_due=True)
    late = room(store, carrier, now=NOW + timedelta(days=5))
    lp_report(press(store, carrier, room=late), Kind.DAILY, only_due=True)
    assert len(carrier.taken) == 2
    assert watermark(store.tree(), "lp_daily") == SLOT + timedelta(days=5)


def test_what_it_said_is_kept_for_people_and_programs() -> None:
    store = judged()
    lp_report(press(store, Carrier()), Kind.DAILY)
    figures = json.loads(page(store, "lp_daily.json"))
    assert (figures["pnl_bps"], figures["first"], figures["last"]) == (
        -5.0,
        "2026-11-20",
        "2026-11-20",
    )
    assert figures["subject"] == "[LP Daily] PnL \N{MINUS SIGN}5.0 bps | DD 5.0 bps"
    assert b"PnL of the day" in page(store, "lp_daily.txt")
    assert b"<title>Daily report to partners" in page(store, "lp_daily.html")


def test_a_slot_stays_open_until_everybody_has_it() -> None:
    store, carrier = judged(), Carrier(fails={ANN: CannotSend("it is full")})
    assert lp_report(press(store, carrier), Kind.DAILY, only_due=True) == 1
    assert watermark(store.tree(), "lp_daily") is None
    carrier.fails = {}
    assert lp_report(press(store, carrier), Kind.DAILY, only_due=True) == 0
    assert carrier.taken == [ANN]


def test_into_a_folder_nothing_is_remembered() -> None:
    store = judged()
    before = dict(store.now.files)
    assert lp_report(press(store, into_state=False), Kind.WEEKLY) == 0
    assert store.now.files == before


def test_a_day_that_is_missing_between_others_is_not_told_of_as_nothing() -> None:
    store, carrier = judged(), Carrier()
    early = DayPage(v=DAY_FILE.version, day="2026-11-17", portfolio=PortfolioDay(bps=3.0))
    store.now.write(put(day_path("2026-11-17"), early))
    with pytest.raises(CorruptState, match=r"2026-11-18.*missing between days"):
        lp_report(press(store, carrier), Kind.DAILY)
    assert carrier.taken == []


def test_that_nobody_gets_it_is_said() -> None:
    made = press(judged(), Carrier(), to=())
    assert lp_report(made, Kind.DAILY) == 0
    assert "Nobody gets it" in made.room.output.warned[0]  # type: ignore[attr-defined]


def test_a_list_that_the_environment_leaves_nobody_of_is_no_success() -> None:
    store = judged()
    listed = Governor(v=1, notifications=Notifications(lp_daily=(ANN,)))
    assert lp_report(press(store, Carrier(), to=(), policy=listed), Kind.DAILY) == 1
    assert lp_report(press(store, Carrier(), to=(), policy=listed), Kind.WEEKLY) == 0
    carrier = Carrier()
    mended = press(store, carrier, policy=listed)
    assert lp_report(mended, Kind.DAILY, only_due=True) == 0
    assert carrier.taken == [ANN]


def test_before_the_first_judgement_nobody_is_written_to() -> None:
    with pytest.raises(Refused, match="nothing was judged yet"):
        lp_report(press(MemoryStore(), Carrier()), Kind.DAILY)


def test_a_mail_that_is_never_due_says_which_key_to_set() -> None:
    never = Governor(v=1, schedules=Schedules(lp_weekly=""))
    with pytest.raises(Refused, match=r"schedules\.lp_weekly"):
        lp_report(press(judged(), policy=never), Kind.WEEKLY)
