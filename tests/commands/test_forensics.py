import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.commands.forensics import forensics
from bot.errors import CorruptState
from bot.events.signal import Direction, Signal, signal_id
from bot.ledger.marks import Mark
from bot.ledger.settlements import Settlement
from bot.policy.agents import Agent, Agents
from bot.policy.policy import Policy
from bot.policy.regimes import Regimes
from bot.state.documents import load
from bot.state.kill_switch import ThrowSwitch
from bot.state.report.forensics import FORENSICS, ForensicReport
from bot.state.slots import watermark
from bot.state.tree import Operation, Tree
from bot.words.canonical import encode_line
from bot.words.instant import DAY, HOUR, day_of, parse, render
from bot.words.stage import Stage
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.snapshots import matches
from tests.stats.build import net, run

NOW = parse("2026-04-01T08:30:00Z")
FIRST = parse("2026-02-20T10:00:00Z")
NAMES = ("ann", "bob", "copy", "gone")
POLICY = Policy(
    regimes=Regimes(v=1, min_data_points=5),
    agents=Agents(
        v=1, agents=tuple(Agent(name=name, strategy_class="momentum") for name in NAMES[:3])
    ),
)
SLOW_DAYS = (25, 30, 33, 36)
STORM = range(30 * 24, 32 * 24)


def world() -> MemoryStore:
    """Let each agent say something twice a day; ann loses much on her slow days."""
    store = MemoryStore()
    for day in range(39):
        for name in NAMES:
            for hour in (0, 3):
                said(store, name, FIRST + day * DAY + hour * HOUR, day)
    for number in range(40 * 24):
        add_mark(store, number)
    store.now.run([ThrowSwitch("agent:bob", Stage.QUARANTINED, "test", NOW, "odd", "kim")])
    return store


def said(store: MemoryStore, name: str, at: datetime, day: int) -> None:
    slow = name == "ann" and day in SLOW_DAYS
    rhythm = {"ann": 2, "gone": 5}.get(name, 3)
    direction = Direction.SHORT if day % rhythm else Direction.LONG
    name_of_run = f"{name}-{render(at)[:13]}"
    name_of_signal = signal_id(name, name_of_run, "BTC", render(at), direction)
    signal = Signal(
        name_of_signal,
        at,
        at,
        name,
        "momentum",
        name_of_run,
        "BTC",
        direction,
        prob_up=0.6,
        confidence=0.5 + day % 5 / 10,
        score_final=1.0,
        regime="MIXED" if slow else "RISK_ON",
    )
    gained = -400.0 - day if slow else float(20 - day % 30)
    row = net(
        gained,
        signal_id=signal.signal_id,
        agent=name,
        run_id=name_of_run,
        direction=direction.value,
        ts=render(at),
        received_at=render(at),
        entry_at=render(at),
        exit_at=render(at + DAY),
        settled_at=render(at + DAY + timedelta(minutes=5)),
        confidence=signal.confidence,
        regime=signal.regime,
    )
    telemetry = run(name_of_run, ts=at, agent=name, latency_ms=9_000.0 if slow else 500.0 + day)
    append(store, f"state/events/signals/{day_of(at)}.jsonl", signal.line())
    append(store, f"state/events/telemetry/{day_of(at)}.jsonl", telemetry.line())
    append(store, f"state/ledger/{day_of(at)}.jsonl", encode_line(row.wire()))


def add_mark(store: MemoryStore, number: int) -> None:
    hour = FIRST + number * HOUR
    close = 100.0 * (1.0 + (0.01 if number in STORM else 0.002) * (-1) ** number)
    mark = Mark(render(hour), "BTC", "files", 100.0, close, render(hour + HOUR))
    append(store, f"state/ledger/marks/{day_of(hour)}.jsonl", encode_line(mark.wire()))


def append(store: MemoryStore, path: str, line: bytes) -> None:
    store.now.files[path] = store.now.files.get(path, b"") + line


def examined(store: MemoryStore, now: datetime = NOW) -> tuple[ForensicReport, HeardOutput]:
    out = HeardOutput()
    assert forensics(store, out, POLICY, now) == 0
    return load(store.now, FORENSICS), out


def test_a_person_reads_what_was_found() -> None:
    _, out = examined(world())
    matches("forensics.txt", "\n".join([*out.said, ""]))


def test_the_report_holds_the_worst_trades_with_their_runs_and_every_test() -> None:
    report, out = examined(world())
    assert report.trades == 4 * 2 * 29
    assert [one.agent for one in report.worst[:8]] == ["ann"] * 8
    worst = report.worst[0]
    assert (worst.net_bps, worst.latency_ms, worst.errors) == (-436.0, 9_000.0, 0)
    assert worst.symbol_turbulence == pytest.approx(0.3568)
    found = {one.hypothesis for one in report.tests if one.outcome == "supported"}
    assert found == {"slow_run", "regime_mismatch"}
    assert out.results[0]["trades"] == report.trades


def test_who_trades_like_a_stopped_agent_is_named() -> None:
    report, _ = examined(world())
    assert [(one.agent, one.like) for one in report.lookalikes] == [("copy", "bob")]
    assert report.lookalikes[0].agreement == 1.0


def test_looking_again_is_no_news_and_writes_nothing() -> None:
    store = world()
    examined(store)
    _, out = examined(store, NOW + timedelta(minutes=1))
    assert [message.subject for message in store.messages] == ["Examine 25 worst trades of 232"]
    assert out.said


def test_only_what_was_known_then_is_looked_at() -> None:
    """A store that knows the whole month answers for its middle as one that ends there."""
    whole, half, then = world(), MemoryStore(), FIRST + 30 * DAY
    for path, data in world().now.files.items():
        known = [line for line in data.splitlines(keepends=True) if _known(path, line, then)]
        half.now.files[path] = b"".join(known)
    assert examined(whole, then)[0] == examined(half, then)[0]


def test_a_price_that_was_corrected_later_does_not_count_yet() -> None:
    store, corrected = world(), world()
    for number in range(40 * 24):
        hour = FIRST + number * HOUR
        mark = Mark(render(hour), "BTC", "files", 100.0, 150.0, render(NOW + HOUR), 2)
        append(corrected, f"state/ledger/marks/{day_of(hour)}.jsonl", encode_line(mark.wire()))
    assert examined(corrected)[0] == examined(store)[0]
    assert examined(corrected, NOW + 2 * HOUR)[0] != examined(store, NOW + 2 * HOUR)[0]


def _json(line: bytes) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(line)
    return record


def _known(path: str, line: bytes, then: datetime) -> bool:
    if path.startswith("state/ledger/marks"):
        return Mark(**_json(line)).marked_at <= render(then)
    if path.startswith("state/ledger"):
        return Settlement(**_json(line)).settled_at <= render(then)
    return not path.startswith("state/events") or path[-16:-6] <= day_of(then)


def test_without_anything_it_says_so_and_writes_nothing() -> None:
    store, out = MemoryStore(), HeardOutput()
    assert forensics(store, out, POLICY, NOW) == 0
    assert out.said == ["No losses among 0 settled trades of the last 30 days."]


def test_a_damaged_line_stops_it() -> None:
    store = world()
    append(store, "state/events/telemetry/2026-03-20.jsonl", b"{}\n")
    with pytest.raises(CorruptState, match=r"2026-03-20\.jsonl:9"):
        forensics(store, HeardOutput(), POLICY, NOW)


def test_what_is_due_is_done_once() -> None:
    store, out = MemoryStore(), HeardOutput()
    for _ in range(2):
        assert forensics(store, out, POLICY, NOW, only_due=True) == 0
    assert out.said[-1] == "No examination is due."
    assert out.said.count("No examination is due.") == 1
    assert watermark(store.tree(), "forensics") == NOW
    assert forensics(store, out, POLICY, NOW + DAY, only_due=True) == 0
    assert watermark(store.tree(), "forensics") == NOW + DAY


def test_what_a_killed_run_left_undone_the_next_one_does() -> None:
    """The examination is kept before the long part begins, which may be killed."""
    store, out, done = MemoryStore(), HeardOutput(), list[Tree]()

    def killed(_: Tree) -> Sequence[Operation]:
        raise KeyboardInterrupt

    def also(tree: Tree) -> Sequence[Operation]:
        done.append(tree)
        return ()

    with pytest.raises(KeyboardInterrupt):
        forensics(store, out, POLICY, NOW, killed, only_due=True)
    assert watermark(store.tree(), "forensics") == NOW
    assert forensics(store, out, POLICY, NOW, also, only_due=True) == 0
    assert out.said[-1] == "No examination is due."
    assert len(done) == 1


def test_what_is_never_due_does_nothing_else_either() -> None:
    never = POLICY.governor.schedules.model_copy(update={"forensics": ""})
    policy = replace(POLICY, governor=POLICY.governor.model_copy(update={"schedules": never}))
    store, done = MemoryStore(), list[Tree]()

    def also(tree: Tree) -> Sequence[Operation]:
        done.append(tree)
        return ()

    assert forensics(store, HeardOutput(), policy, NOW, also, only_due=True) == 0
    assert not done
