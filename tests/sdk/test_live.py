"""One order a ticket, whoever dies when and whatever a broker does."""

import json
import os
import signal as signals
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from bot.sdk.broker import Broker, OrderRejected
from bot.sdk.refusal import Code
from bot.sdk.stop import LocalStop
from bot.sdk.ticket import Fill, Ticket
from tests.sdk.desk import NOW, Desk, signal

MINUTE = timedelta(minutes=1)


@dataclass
class ShakyBroker:
    """Does what it is told, then perhaps fails to say so."""

    fills: dict[str, Fill] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None
    asked: Callable[[], None] = lambda: None
    answer: Callable[[Fill], Any] = lambda fill: fill
    orders: int = 0

    def order(self, ticket: Ticket) -> Fill:
        self.before()
        self.orders += 1
        assert ticket.quantity is not None
        fill = Fill(ticket.key, ticket.symbol, ticket.quantity, ticket.price or 0.0, 0.1)
        self.fills.setdefault(ticket.key, self.answer(fill))
        self.after()
        return self.fills[ticket.key]

    def find(self, key: str) -> Fill | None:
        self.asked()
        return self.fills.get(key)


def fail() -> None:
    raise ConnectionError("no answer")


def nothing() -> None:
    pass


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> ShakyBroker:
    shaky = ShakyBroker()

    def found(name: str, home: Path) -> Broker:
        del name, home
        return shaky

    monkeypatch.setattr("bot.sdk.broker.find_broker", found)
    return shaky


def test_an_order_whose_answer_was_lost_is_found_again(desk: Desk, broker: ShakyBroker) -> None:
    broker.after = fail
    assert desk.refusal(signal()).code is Code.BROKER_UNCLEAR
    broker.after = nothing
    assert desk.ticket(signal()).fill == next(iter(broker.fills.values()))
    assert broker.orders == 1


def test_an_order_that_never_arrived_is_sent_by_a_retry(desk: Desk, broker: ShakyBroker) -> None:
    broker.before = fail
    assert desk.refusal(signal()).code is Code.BROKER_UNCLEAR
    broker.before = nothing
    assert desk.ticket(signal()).mode == "live"
    assert broker.orders == 1
    kinds = [line["kind"] for line in desk.lines("live")]
    assert kinds == ["intent", "dropped", "intent", "fill"]


def test_nobody_orders_while_an_order_is_in_doubt(desk: Desk, broker: ShakyBroker) -> None:
    broker.before = fail
    desk.refusal(signal())
    broker.before = nothing
    other = signal(agent="beta", symbol="ETH/USDT")
    assert desk.refusal(other, now=NOW + 5 * MINUTE).code is Code.BROKER_UNCLEAR
    broker.asked = fail
    assert desk.refusal(other, now=NOW + 6 * MINUTE).code is Code.BROKER_UNCLEAR
    broker.asked = nothing
    assert desk.ticket(other, now=NOW + 6 * MINUTE).mode == "live"
    assert broker.orders == 1


def test_a_lost_fill_is_written_down_before_anybody_else_is_sized(
    desk: Desk, broker: ShakyBroker
) -> None:
    broker.after = fail
    desk.refusal(signal())
    broker.after = nothing
    capped = desk.ticket(signal(agent="beta", run_id="run-2"))
    desk.change("caps.symbol", 0.3)
    assert capped.move_usd == 200.0
    assert [line["kind"] for line in desk.lines("live")] == [
        "intent",
        "fill",
        "intent",
        "fill",
    ]


def test_an_account_removed_while_a_ticket_was_open_begins_anew(
    desk: Desk, broker: ShakyBroker
) -> None:
    desk.ticket(signal())
    broker.after = fail
    desk.refusal(signal("SHORT"))
    broker.after = nothing
    LocalStop(desk.terms.home, "alpha").path.unlink()
    ticket = desk.ticket(signal("SHORT"))
    assert ticket.target_usd == -200.0
    account = json.loads(LocalStop(desk.terms.home, "alpha").path.read_bytes())
    assert account["held"] == {"BTC/USDT": -2.0}


def test_a_kill_holds_also_for_what_is_in_doubt(desk: Desk, broker: ShakyBroker) -> None:
    broker.before = fail
    desk.refusal(signal())
    broker.before = nothing
    desk.kills(b"v: 1\nall: true\n")
    assert desk.refusal(signal()).code is Code.KILLED
    assert broker.orders == 0


def test_a_rejected_order_is_over_and_leaves_nothing_held(desk: Desk, broker: ShakyBroker) -> None:
    def reject() -> None:
        raise OrderRejected("market closed")

    broker.before = reject
    refusal = desk.refusal(signal())
    assert refusal.code is Code.BROKER_REFUSED
    assert "market closed" in refusal.sentence
    broker.before = nothing
    assert desk.ticket(signal()).move_usd == 200.0


def test_a_partial_fill_holds_a_part(desk: Desk, broker: ShakyBroker) -> None:
    broker.answer = lambda fill: replace(fill, quantity=fill.quantity / 4)
    desk.ticket(signal())
    closed = desk.ticket(signal("FLAT"))
    assert (closed.move_usd, closed.quantity) == (-50.0, -0.5)


def test_a_broker_that_raises_anything_when_asked(desk: Desk, broker: ShakyBroker) -> None:
    def reject() -> None:
        raise OrderRejected("what?")

    broker.after, broker.asked = fail, reject
    desk.refusal(signal())
    assert desk.refusal(signal()).code is Code.BROKER_UNCLEAR


WRONG: list[Callable[[Fill], Any]] = [
    lambda fill: replace(fill, key="other"),
    lambda fill: replace(fill, symbol="ETH/USDT"),
    lambda fill: replace(fill, quantity=-fill.quantity),
    lambda fill: replace(fill, quantity=float("nan")),
    lambda fill: replace(fill, price=0.0),
    lambda fill: replace(fill, fee_usd=float("inf")),
    lambda _: "done",
    lambda _: None,
]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_without_sense_leaves_the_ticket_open(
    desk: Desk, broker: ShakyBroker, wrong: Callable[[Fill], Any]
) -> None:
    broker.answer = wrong
    assert desk.refusal(signal()).code is Code.BROKER_UNCLEAR
    assert desk.lines("live")[-1]["kind"] == "intent"


def test_a_stop_that_cannot_be_told_keeps_the_fill_open(
    desk: Desk, broker: ShakyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    del broker
    with monkeypatch.context() as patch:

        def full(path: Path, data: bytes) -> None:
            if b'"fills":["' in data:
                raise OSError(28, f"No space left on device: {path}")
            path.write_bytes(data)

        patch.setattr("bot.sdk.account_file.write_whole", full)
        assert desk.refusal(signal()).code is Code.STOP_UNREADABLE
    ticket = desk.ticket(signal())
    assert ticket.fill is not None


BROKERS = [
    ([], 0),
    ([EntryPoint("mine", "no.such.module:Broker", "governor.brokers")], 1),
    ([EntryPoint("mine", "os:getcwd", "governor.brokers")], 1),
    (
        [
            EntryPoint("mine", "bot.sdk.paper:PaperBroker", "governor.brokers"),
            EntryPoint("mine", "bot.sdk.paper:Journal", "governor.brokers"),
        ],
        2,
    ),
]


@pytest.mark.parametrize(("installed", "count"), BROKERS)
def test_a_broker_that_is_not_there_or_not_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, installed: list[EntryPoint], count: int
) -> None:
    monkeypatch.setattr("bot.sdk.broker.entry_points", lambda **_: installed)
    refusal = desk.told(broker="mine").refusal(signal())
    assert refusal.code is Code.BROKER_MISSING
    assert ("cannot be loaded" in refusal.sentence) == (count == 1)
    assert desk.lines("live") == []


def test_an_installed_broker_is_found_by_its_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = EntryPoint("mine", "bot.sdk.paper:PaperBroker", "governor.brokers")
    monkeypatch.setattr("bot.sdk.broker.entry_points", lambda **_: [entry])
    assert desk.told(broker="mine").ticket(signal()).fill is not None


DYING = """
import os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from bot.sdk import book, paper, stop
from tests.sdk.desk import NOW, Desk
import tests.sdk.desk as world

owner, name, when = sys.argv[2:]
target = {"Book": book.Book, "PaperBroker": paper.PaperBroker, "LocalStop": stop.LocalStop}[owner]
real = getattr(target, name)

def die(*args, **more):
    if when == "after":
        real(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(target, name, die)
desk = Desk.at(Path(sys.argv[1]))
desk.ticket(world.signal())
"""
POINTS = [
    ("Book", "intend", "before"),
    ("Book", "intend", "after"),
    ("PaperBroker", "order", "before"),
    ("PaperBroker", "order", "after"),
    ("LocalStop", "fill", "before"),
    ("LocalStop", "fill", "after"),
    ("Book", "fill", "before"),
    ("Book", "fill", "after"),
]


@pytest.mark.parametrize("point", POINTS, ids=" ".join)
def test_killed_anywhere_and_routed_again_orders_once(
    desk: Desk, point: tuple[str, str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(desk.folder), *point],
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert done.returncode == -signals.SIGKILL, done.stderr
    ticket = desk.ticket(signal())
    assert ticket.fill is not None
    assert len(desk.lines("paper")) == 1
    assert [x["kind"] for x in desk.lines("live")].count("fill") == 1
    assert desk.ticket(signal()) == ticket
    account = (desk.terms.home / "stops" / "alpha.json").read_text(encoding="utf-8")
    assert account.count(ticket.key) == 1
    assert LocalStop(desk.terms.home, "alpha").check(NOW) is True
