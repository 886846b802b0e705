from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.mailing import SETTLED, Delivery, Mailroom, deliver
from bot.effects.mail.letter import Letter, Mail
from bot.errors import CannotSend
from bot.ports.store import Message, Receipt
from bot.state.tree import Operation
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
LETTER = Letter("lp_daily", "2026-11-21T07:10:00.000Z", "subject", "text", "<p>html</p>")
THREE = ("ann@lp.example", "bob@lp.example", "cid@lp.example")
SURE = CannotSend("it is full")
UNSURE = CannotSend("it hung", unsure=True)
HOPELESS = CannotSend("the key is refused", hopeless=True)


class Crashed(BaseException):
    """The machine is gone."""


@dataclass
class Carrier:
    """Takes mails; `feed` False: it cannot tell later what it took."""

    taken: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    feed: bool = True
    fails: dict[str, CannotSend] = field(default_factory=dict)
    point: Callable[[], None] = lambda: None

    def send(self, mail: Mail) -> str:
        self.point()
        if failed := self.fails.get(mail.recipient):
            raise failed
        self.taken.append(mail.recipient)
        self.keys.add(mail.key)
        self.point()
        return f"m{len(self.taken)}"

    def knows(self, key: str) -> bool | None:
        return key in self.keys if self.feed else None


class CrashingStore(MemoryStore):
    point: Callable[[], None] = staticmethod(lambda: None)

    def commit(self, operations: list[Operation], message: Message) -> Receipt:  # type: ignore[override]
        self.point()
        receipt = super().commit(operations, message)
        self.point()
        return receipt


def room(store: MemoryStore, carrier: Carrier | None, **more: object) -> Mailroom:
    made = Mailroom(
        store, HeardOutput(), carrier, lambda _letter, _to: ("file",), "bot@x.example", NOW
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_each_gets_one_however_often_it_is_asked_for() -> None:
    store, carrier = MemoryStore(), Carrier()
    assert deliver(room(store, carrier), LETTER, THREE) == Delivery(sent=3)
    assert deliver(room(store, carrier, run_id="2"), LETTER, THREE) == Delivery(had=3)
    assert carrier.taken == list(THREE)


def test_what_one_run_could_not_send_the_next_one_does_and_nothing_else() -> None:
    store, carrier = MemoryStore(), Carrier(fails={THREE[1]: SURE})
    assert deliver(room(store, carrier), LETTER, THREE) == Delivery(sent=2, missing=1)
    carrier.fails = {}
    assert deliver(room(store, carrier, run_id="2"), LETTER, THREE) == Delivery(had=2, sent=1)
    assert sorted(carrier.taken) == sorted(THREE)


@pytest.mark.parametrize("again", [True, False])
def test_of_two_runs_at_once_one_sends(*, again: bool) -> None:
    """The second begins while the first is about to push what it means."""
    store, carrier = CrashingStore(), Carrier()
    second: list[Delivery] = []

    def meanwhile() -> None:
        store.point = lambda: None
        second.append(deliver(room(store, carrier, mark="2", again=again), LETTER, THREE))

    store.point = meanwhile
    first = deliver(room(store, carrier, mark="1", again=again), LETTER, THREE)
    assert (first, second) == (Delivery(had=3), [Delivery(sent=3)])
    assert carrier.taken == list(THREE)


def test_what_another_run_is_at_is_left_to_it() -> None:
    store, carrier = CrashingStore(), Carrier()

    def meanwhile() -> None:
        store.point = lambda: None
        with pytest.raises(Crashed):
            deliver(room(store, Carrier(point=_countdown(0)), mark="2"), LETTER, THREE[:1])

    store.point = meanwhile
    mine = room(store, carrier, mark="1")
    assert deliver(mine, LETTER, THREE[:1]) == Delivery(missing=1)
    assert mine.output.warned == [  # type: ignore[attr-defined]
        "Another run is at the mail to a…@lp.example: this one leaves it."
    ]
    assert carrier.taken == []


def test_a_refused_key_ends_it_at_once_and_forgets_nothing() -> None:
    store, carrier = MemoryStore(), Carrier(fails={THREE[1]: HOPELESS})
    with pytest.raises(CannotSend, match="refused"):
        deliver(room(store, carrier), LETTER, THREE)
    carrier.fails = {}
    deliver(room(store, carrier, run_id="2"), LETTER, THREE)
    assert sorted(carrier.taken) == sorted(THREE)


def test_what_may_be_on_its_way_is_not_sent_again_unless_told_to() -> None:
    store, carrier = MemoryStore(), Carrier(feed=False, fails={THREE[0]: UNSURE})
    deliver(room(store, carrier), LETTER, THREE[:1])
    carrier.fails = {}
    later = NOW + timedelta(days=1)
    careful = room(store, carrier, run_id="2", now=later)
    assert deliver(careful, LETTER, THREE[:1]) == Delivery(missing=1)
    assert "not sent again" in careful.output.warned[0]  # type: ignore[attr-defined]
    bold = room(store, carrier, run_id="3", now=later, again=True)
    assert deliver(bold, LETTER, THREE[:1]) == Delivery(sent=1)


@pytest.mark.parametrize(
    ("later", "expected"),
    [(SETTLED - timedelta(minutes=1), Delivery(missing=1)), (SETTLED, Delivery(sent=1))],
)
def test_a_carrier_that_knows_of_nothing_is_believed_after_a_while(
    later: timedelta, expected: Delivery
) -> None:
    store, carrier = MemoryStore(), Carrier(fails={THREE[0]: UNSURE})
    deliver(room(store, carrier), LETTER, THREE[:1])
    carrier.fails = {}
    assert deliver(room(store, carrier, now=NOW + later), LETTER, THREE[:1]) == expected


def test_without_a_carrier_files_are_written_and_nothing_is_remembered() -> None:
    store = MemoryStore()
    without = room(store, None)
    assert deliver(without, LETTER, THREE) == Delivery()
    assert without.output.said == ["Written, not sent: file"]  # type: ignore[attr-defined]
    assert store.messages == []


def test_no_address_stands_in_the_state() -> None:
    store = MemoryStore()
    deliver(room(store, Carrier()), LETTER, THREE)
    assert b"lp.example" not in b"".join(store.now.files.values())


def _countdown(steps: int) -> Callable[[], None]:
    left = steps

    def point() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Crashed

    return point


@pytest.mark.parametrize("feed", [True, False])
def test_a_crash_anywhere_sends_nobody_a_second_mail(*, feed: bool) -> None:
    """Where the carrier keeps a feed everybody has one in the end; else at most one is missing."""
    crashes = 0
    while True:
        store, carrier = CrashingStore(), Carrier(feed=feed)
        carrier.point = store.point = _countdown(crashes)
        try:
            deliver(room(store, carrier), LETTER, THREE)
        except Crashed:
            crashes += 1
        else:
            break
        carrier.point = store.point = lambda: None
        for run in (2, 3):
            again = room(store, carrier, run_id=str(run), now=NOW + SETTLED * run)
            deliver(again, LETTER, THREE)
        assert len(carrier.taken) == len(set(carrier.taken))
        assert len(carrier.taken) >= (3 if feed else 2)
    assert crashes == 14  # before and after each of three sendings and four pushes
