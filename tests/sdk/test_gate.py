"""Every way a lease can be wrong, against every question that is asked of it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sdk.errors import MayNotTrade
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.ticket import Ticket
from tests.sdk.desk import AGENT, KILLS, LEASE, NOW, Desk, changed, signal, without

MINUTE = timedelta(minutes=1)


def ask_may_run(desk: Desk, now: datetime) -> Leave:
    return desk.gate.may_run("alpha", "momentum", now)


def ask_may_trade(desk: Desk, now: datetime) -> Leave:
    return desk.gate.may_trade("alpha", "momentum", now)


def ask_require_live(desk: Desk, now: datetime) -> Leave:
    try:
        desk.gate.require_live(now)
    except MayNotTrade as error:
        return Refusal(Code(error.code), str(error))
    return True


def ask_route(desk: Desk, now: datetime) -> Leave:
    answer = desk.route(signal(ts=now.isoformat()), now=now)
    return answer if isinstance(answer, Refusal) else True


LIVE = (ask_may_trade, ask_require_live, ask_route)
ALL = (ask_may_run, *LIVE)


@dataclass(frozen=True)
class Defect:
    """What is written instead of the lease; `runs` is where an agent may still run."""

    lease: bytes | dict[str, Any] | None
    code: Code
    runs: bool = False


INVALID = [
    ("no version", without("v")),
    ("version 2", changed("v", 2)),
    ("version true", changed("v", value=True)),
    ("version as text", changed("v", "1")),
    ("no mode", without("mode")),
    ("unknown mode", changed("mode", "LIVE")),
    ("unknown key", changed("extra", 1)),
    ("no sequence", without("sequence")),
    ("negative sequence", changed("sequence", -1)),
    ("broken sequence", changed("sequence", 7.0)),
    ("moment without Z", changed("generated_at", "2026-11-21T06:00:00.000")),
    ("moment without ms", changed("valid_until", "2026-11-21T07:30:00Z")),
    ("moment as number", changed("valid_until", 1795246200)),
    ("ends before it begins", changed("valid_until", "2026-11-21T05:59:59.999Z")),
    ("longer than a day", changed("valid_until", "2026-11-22T06:00:00.001Z")),
    ("killed is a list", changed("killed", [])),
    ("killed.all is a number", changed("killed.all", 0)),
    ("killed.agents is null", changed("killed.agents", None)),
    ("killed.agents of numbers", changed("killed.agents", [1])),
    ("agents is a list", changed("agents", [])),
    ("agent without weight", without("agents.alpha.weight")),
    ("agent with extra", changed("agents.alpha.leverage", 10)),
    ("weight as text", changed("agents.alpha.weight", "0.2")),
    ("weight above 1", changed("agents.alpha.weight", 1.5)),
    ("weight below 0", changed("agents.alpha.weight", -0.1)),
    ("weight true", changed("agents.alpha.weight", value=True)),
    ("unknown stage", changed("agents.alpha.stage", "flying")),
    ("confidence above 2", changed("agents.alpha.confidence", 2.1)),
    ("position as null", changed("agents.alpha.position_usd", None)),
    ("gross above 1", changed("caps.gross", 1.1)),
    ("weights above gross", changed("caps.gross", 0.3999)),
    ("regime as number", changed("caps.regime", 3)),
    ("no caps of symbols", without("caps.symbols")),
    ("cap of symbol above 1", changed("caps.symbols", {"BTC/USDT": 7})),
    ("budget missing", without("budget")),
    ("budget below 0", changed("budget.portfolio_usd", -1)),
    ("budget beyond floats", changed("budget.portfolio_usd", 10**400)),
    ("no stop", without("budget.local_stop_bps")),
    ("signature as null", changed("signature", None)),
    ("half a letter", changed("policy_digest", "\ud800")),
]
UNREADABLE = [
    ("empty", b""),
    ("cut off", json.dumps(LEASE).encode()[:-2]),
    ("a list", b"[]"),
    ("conflict", b"<<<<<<< HEAD\n" + json.dumps(LEASE).encode()),
    ("not UTF-8", b'{"v": "\xff"}'),
    ("NaN", json.dumps(changed("caps.gross", float("nan"))).encode()),
    ("infinity", json.dumps(changed("caps.gross", float("inf"))).encode()),
    ("a key twice", json.dumps(LEASE).encode().replace(b'"v": 1', b'"v": 1, "v": 1')),
    ("too deep", b"[" * 100_000),
    ("a number without end", b'{"v": ' + b"1" * 5000 + b"}"),
    ("too long", json.dumps(LEASE).encode() + b" " * 1_000_000),
]
DEFECTS = {
    **{name: Defect(body, Code.LEASE_INVALID) for name, body in INVALID},
    **{name: Defect(data, Code.LEASE_UNREADABLE) for name, data in UNREADABLE},
    "infinite by exponent": Defect(
        json.dumps(LEASE).encode().replace(b'"gross": 1.0', b'"gross": 1e999'), Code.LEASE_INVALID
    ),
    "missing": Defect(None, Code.LEASE_MISSING),
    "expired": Defect(
        changed("valid_until", "2026-11-21T06:30:00.000Z"), Code.LEASE_EXPIRED, runs=True
    ),
    "from the future": Defect(
        changed("generated_at", "2026-11-21T06:32:00.001Z"), Code.LEASE_FUTURE, runs=True
    ),
    "everything killed": Defect(changed("killed.all", value=True), Code.KILLED),
}


@pytest.mark.parametrize("ask", ALL)
@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_refuses_with_its_reason(
    desk: Desk, name: str, ask: Callable[[Desk, datetime], Leave]
) -> None:
    defect = DEFECTS[name]
    if defect.lease is None:
        Path(desk.terms.lease).unlink()
    else:
        desk.lease(defect.lease)
    answer = ask(desk, NOW)
    if defect.runs and ask is ask_may_run:
        assert answer is True
    else:
        assert isinstance(answer, Refusal)
        assert answer.code is defect.code
        assert answer.sentence.startswith("Cannot ")
        assert answer.sentence.endswith(".")


@pytest.mark.parametrize("ask", ALL)
def test_without_a_defect_every_question_is_answered_with_yes(
    desk: Desk, ask: Callable[[Desk, datetime], Leave]
) -> None:
    assert ask(desk, NOW) is True


MINUTES = 10
CLOCKS = [
    # written and ending how many minutes from the true time, clock wrong by how many, refused as
    (-MINUTES // 2, 85, -MINUTES, Code.LEASE_FUTURE),
    (-MINUTES // 2, 85, MINUTES, None),
    (-85, 5, MINUTES, Code.LEASE_EXPIRED),
    (-85, 5, -MINUTES, None),
    (0, 90, -2, None),
    (0, 90, -3, Code.LEASE_FUTURE),
]


@pytest.mark.parametrize("ask", LIVE)
@pytest.mark.parametrize(("begin", "end", "wrong", "code"), CLOCKS)
def test_a_clock_that_is_wrong(
    desk: Desk,
    ask: Callable[[Desk, datetime], Leave],
    begin: int,
    end: int,
    wrong: int,
    code: Code | None,
) -> None:
    desk.change("generated_at", written(NOW + begin * MINUTE))
    desk.change("valid_until", written(NOW + end * MINUTE))
    answer = ask(desk, NOW + wrong * MINUTE)
    assert (answer.code if isinstance(answer, Refusal) else None) is code


def written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.parametrize("ask", ALL)
def test_yesterdays_lease_replayed(desk: Desk, ask: Callable[[Desk, datetime], Leave]) -> None:
    """Even one that would still hold, on a machine whose clock went back with it."""
    assert desk.gate.may_run("alpha", "momentum", NOW) is True
    yesterday = changed("sequence", 6, changed("generated_at", "2026-11-20T08:00:00.000Z"))
    desk.lease({**yesterday, "valid_until": "2026-11-21T07:30:00.000Z"})
    for now in (NOW, NOW - timedelta(days=1)):
        answer = ask(desk, now)
        assert isinstance(answer, Refusal)
        assert answer.code is Code.LEASE_REPLAYED


@pytest.mark.parametrize(
    ("path", "value"), [("sequence", 6), ("generated_at", "2026-11-21T05:59:59.999Z")]
)
def test_older_by_either_mark_is_a_replay(desk: Desk, path: str, value: object) -> None:
    assert ask_may_trade(desk, NOW) is True
    desk.change(path, value)
    answer = ask_may_trade(desk, NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.LEASE_REPLAYED
    assert "number 7" in answer.sentence


def test_a_newer_lease_takes_the_place_of_the_last(desk: Desk) -> None:
    assert ask_may_trade(desk, NOW) is True
    desk.change("sequence", 8)
    assert ask_may_trade(desk, NOW) is True
    desk.change("sequence", 7)
    assert not ask_may_trade(desk, NOW)


def test_a_lease_from_the_future_does_not_make_the_honest_ones_look_old(desk: Desk) -> None:
    desk.lease({**changed("generated_at", "2026-11-21T07:00:00.000Z"), "sequence": 9})
    assert not ask_may_trade(desk, NOW)
    desk.lease(LEASE)
    assert ask_may_trade(desk, NOW) is True


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"v": 1, "sequence": "7"}'])
def test_a_damaged_memory_refuses(desk: Desk, damage: bytes) -> None:
    assert ask_may_trade(desk, NOW) is True
    (desk.terms.home / "lease-seen.json").write_bytes(damage)
    for ask in ALL:
        answer = ask(desk, NOW)
        assert isinstance(answer, Refusal)
        assert answer.code is Code.LEASE_MEMORY


def test_a_home_that_cannot_be_written_refuses(desk: Desk) -> None:
    desk.terms.home.write_text("a file", encoding="utf-8")
    answer = ask_may_trade(desk, NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.LEASE_MEMORY


KILL_LISTS = [
    ("missing", None, Code.KILL_LIST_MISSING),
    ("unreadable", b"v: 1\nagents: [", Code.KILL_LIST_UNREADABLE),
    ("all", b"v: 1\nall: true\n", Code.KILLED),
]
NAMED = [
    ("agent", b"v: 1\nagents: [{name: alpha, reason: odd fills, by: kim}]\n"),
    ("class", b"v: 1\nstrategy_classes:\n  - {name: momentum, reason: crowded, by: kim}\n"),
]


@pytest.mark.parametrize("ask", ALL)
@pytest.mark.parametrize(("name", "data", "code"), KILL_LISTS)
def test_a_kill_list_that_stops_everything(
    desk: Desk, name: str, data: bytes | None, code: Code, ask: Callable[[Desk, datetime], Leave]
) -> None:
    del name
    if data is None:
        Path(desk.terms.kill_list).unlink()
    else:
        desk.kills(data)
    answer = ask(desk, NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is code


@pytest.mark.parametrize("ask", [ask_may_run, ask_may_trade, ask_route])
@pytest.mark.parametrize(("name", "data"), NAMED)
def test_a_kill_list_that_names(
    desk: Desk, name: str, data: bytes, ask: Callable[[Desk, datetime], Leave]
) -> None:
    del name
    desk.kills(data)
    answer = ask(desk, NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.KILLED
    assert desk.gate.may_run("gamma", "carry", NOW) is True


def test_a_kill_bites_at_the_next_ticket_of_a_running_router(desk: Desk) -> None:
    router = desk.router
    assert isinstance(router.route(signal(), 100.0, NOW), Ticket)
    desk.kills(NAMED[0][1])
    answer = router.route(signal("FLAT"), 100.0, NOW)
    assert isinstance(answer, Refusal)
    assert "odd fills" in answer.sentence
    desk.kills(KILLS)
    assert isinstance(router.route(signal("FLAT"), 100.0, NOW), Ticket)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("killed.agents", ["alpha"]),
        ("killed.strategy_classes", ["momentum"]),
        ("agents.alpha.stage", "killed"),
        ("agents.alpha.stage", "paused"),
        ("agents.alpha.stage", "quarantined"),
        ("agents.alpha.stage", "retired"),
        ("agents.alpha.stage", "proposed"),
    ],
)
def test_what_the_lease_stops_does_not_run_however_old_it_is(
    desk: Desk, path: str, value: object
) -> None:
    desk.change(path, value)
    for now in (NOW, NOW + timedelta(days=400)):
        assert not desk.gate.may_run("alpha", "momentum", now)


def test_a_class_that_the_agent_does_not_own_up_to_stops_it_too(desk: Desk) -> None:
    desk.change("killed.strategy_classes", ["momentum"])
    assert not desk.gate.may_run("alpha", "carry", NOW)


RUNS_AND_TRADES = [
    # stage, told live, lease mode, listed: may run, may trade, what route does
    ("live", True, "live", True, None, "live"),
    ("canary", True, "live", True, None, "live"),
    ("shadow", True, "live", True, Code.STAGE, "shadow"),
    ("demoted", True, "live", True, Code.STAGE, "shadow"),
    ("live", False, "live", True, Code.MODE_SHADOW, "shadow"),
    ("live", True, "shadow", True, Code.LEASE_SHADOW, "shadow"),
    ("live", True, "live", False, Code.NOT_LISTED, Code.NOT_LISTED),
]


@pytest.mark.parametrize(("stage", "told", "mode", "listed", "refused", "routed"), RUNS_AND_TRADES)
def test_who_runs_and_who_trades(
    desk: Desk,
    stage: str,
    told: bool,  # noqa: FBT001
    mode: str,
    listed: bool,  # noqa: FBT001
    refused: Code | None,
    routed: str,
) -> None:
    desk = desk.told(told_live=told)
    desk.change("mode", mode)
    desk.change("agents", {"alpha" if listed else "other": {**AGENT, "stage": stage}})
    assert desk.gate.may_run("alpha", "momentum", NOW) is True
    trade = desk.gate.may_trade("alpha", "momentum", NOW)
    assert (trade.code if isinstance(trade, Refusal) else None) is refused
    answer = desk.route(signal())
    assert routed == (answer.mode if isinstance(answer, Ticket) else answer.code)


def test_an_agent_of_another_class_than_the_lease_says_does_not_trade(desk: Desk) -> None:
    answer = desk.gate.may_trade("alpha", "carry", NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.NOT_LISTED


@pytest.mark.parametrize("name", ["gate.json", "kill_list.yml"])
@pytest.mark.parametrize("written", [False, True])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(
    desk: Desk,
    name: str,
    *,
    written: bool,
) -> None:
    (desk.folder / name).unlink()
    os.mkfifo(desk.folder / name)
    writer = os.open(desk.folder / name, os.O_RDWR) if written else None
    assert not desk.gate.may_run("alpha", "momentum", NOW)
    if writer is not None:
        os.close(writer)


def test_a_refusal_is_false_in_an_if() -> None:
    assert not Refusal(Code.KILLED, "Cannot run: killed.")
