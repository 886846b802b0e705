"""Stored once, partitioned by day of receipt, whatever the order, the cuts and the rivals."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import CorruptState, UnknownSchema
from bot.events import signal as signals
from bot.events.registry import Registry
from bot.events.store import StoreEvents, inbox_files, inbox_strangers, store_events
from bot.events.tolerance import Intake
from bot.ports.store import Message
from bot.words.canonical import encode
from tests.fakes.events import INTAKE, NOW, TOLERANCE, at, line, report, signal, storing
from tests.fakes.store import MemoryStore, MemoryTree

DAY = "2026-11-21.jsonl"
SIGNALS, TELEMETRY = f"state/events/signals/{DAY}", f"state/events/telemetry/{DAY}"
QUARANTINE = f"state/events/quarantine/{DAY}"


def records(tree: MemoryTree, path: str) -> list[dict[str, object]]:
    return [json.loads(text) for text in tree.lines(path)]


def later(hours: float) -> Intake:
    return Intake.at(NOW + timedelta(hours=hours), TOLERANCE)


def test_each_kind_goes_to_its_file_of_the_day_of_receipt() -> None:
    yesterday = line(signal(ts=at(-30)))
    tree = MemoryTree().run(
        [storing(b"\n".join([line(signal()), yesterday, line(report()), b"{"]))]
    )
    assert sorted(tree.files) == [QUARANTINE, SIGNALS, TELEMETRY]
    assert [record["ts"] for record in records(tree, SIGNALS)] == [at(-1), at(-30)]


def test_copies_are_counted_and_not_stored() -> None:
    text = b"\n".join([line(signal()), line(report())] * 2)
    operation = storing(text, text)
    tree = MemoryTree().run([operation])
    assert len(records(tree, SIGNALS)) == len(records(tree, TELEMETRY)) == 1
    assert (operation.tally.stored, operation.tally.duplicates) == (2, 6)


def test_a_copy_in_other_writing_or_with_another_receipt_is_the_same() -> None:
    same = [
        line(signal(confidence=1)),
        line(signal(confidence=1.0, received_at=at(0), kind="signal")),
        line(signal(confidence=1e0, ts=at(-1).replace("Z", "+00:00"), signal_id=None)),
    ]
    operation = storing(b"\n".join(same))
    MemoryTree().run([operation])
    assert (operation.tally.signals, operation.tally.duplicates) == (1, 2)


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        (signal(), signal(confidence=0.9), "signal_id"),
        (signal(), signal(fingerprint="e" * 64), "signal_id"),
        (report(), report(cost_usd=0.0), "run_id"),
        (report(), report(errors=1), "run_id"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_other_content_under_a_known_name_is_refused(
    first: dict[str, object], second: dict[str, object], field: str, *, together: bool
) -> None:
    texts = [line(first), line(second)]
    batches = [b"\n".join(texts)] if together else texts
    operations = [storing(text) for text in batches]
    tree = MemoryTree().run(operations)
    (refused,) = records(tree, QUARANTINE)
    assert refused["field"] == field
    assert refused["line"] == len(texts) if together else 1
    assert "other content; the first one stays" in str(refused["reason"])
    kept = json.loads(str(refused["raw"]))
    assert "received_at" not in kept
    assert {name: kept[name] for name in second} == second


def test_two_models_of_one_run_are_two_reports() -> None:
    operation = storing(line(report()) + b"\n" + line(report(model="other")))
    MemoryTree().run([operation])
    assert (operation.tally.telemetry, operation.tally.refused) == (2, 0)


def test_refused_lines_are_kept_with_all_that_helps() -> None:
    tree = MemoryTree().run([storing(line(signal(direction="UP")) + b"\n\xff{")])
    named, broken = records(tree, QUARANTINE)
    assert named["raw"] == line(signal(direction="UP")).decode()
    assert (named["file"], named["line"], named["field"]) == ("agent.jsonl", 1, "direction")
    assert (named["value"], named["received_at"]) == ("UP", at(0))
    assert base64.b64decode(str(broken["raw"])) == b"\xff{"
    assert (named["raw_encoding"], broken["raw_encoding"]) == ("utf-8", "base64")


def test_reading_a_file_again_grows_nothing() -> None:
    text = b"\n".join([line(signal()), b"{", line(signal(confidence=0.9)), b"\xff", line(report())])
    once = MemoryTree().run([storing(text)])
    again = storing(text, intake=later(5))
    twice = once.copy().run([again])
    assert twice.files == once.files
    assert (again.tally.duplicates, again.tally.quarantined) == (2, 0)
    assert again.tally.refused_before == 3


def test_the_next_day_still_knows_what_came_the_day_before() -> None:
    tree = MemoryTree().run([storing(line(signal()))])
    next_day = storing(line(signal()), intake=later(20))
    assert tree.copy().run([next_day]).files == tree.files


class Watched(MemoryTree):
    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(files)
        self.opened: list[str] = []

    def lines(self, path: str) -> Iterator[bytes]:
        self.opened.append(path)
        return super().lines(path)


def test_only_days_that_may_hold_a_copy_are_read() -> None:
    days = [f"2026-11-{day:02d}" for day in range(1, 22)]
    tree = Watched({f"state/events/signals/{day}.jsonl": b"" for day in days})
    tree.run([storing(line(signal()))])
    assert tree.opened == [f"state/events/signals/{day}.jsonl" for day in days[-3:]]


def test_the_quarantine_is_read_only_when_something_is_refused() -> None:
    tree = Watched({QUARANTINE: b""})
    tree.run([storing(line(signal()))])
    assert QUARANTINE not in tree.opened
    tree.run([storing(b"{")])
    assert QUARANTINE in tree.opened


@pytest.mark.parametrize("path", [SIGNALS, TELEMETRY, QUARANTINE])
def test_a_damaged_or_newer_file_stops_everything(path: str) -> None:
    text = line(signal()) + b"\n{"
    for broken in (b"{\n", b'{"v":1}\n', b"[]\n", b"\xff\n"):
        with pytest.raises(CorruptState, match=f"{path}: line 1"):
            MemoryTree({path: broken}).run([storing(text)])
    with pytest.raises(UnknownSchema):
        MemoryTree({path: b'{"v":2}\n'}).run([storing(text)])


def test_a_rival_with_the_same_events_leaves_each_once() -> None:
    store = MemoryStore()
    mine = storing(b"\n".join([line(signal()), line(report()), b"{"]))
    store.rival = lambda tree: tree.run([storing(line(signal()))])
    receipt = store.commit([mine], Message("Ingest"))
    assert receipt.tries == 2
    assert len(records(store.now, SIGNALS)) == len(records(store.now, TELEMETRY)) == 1
    assert (mine.tally.stored, mine.tally.duplicates, mine.tally.lines) == (1, 1, 3)


def test_the_inbox_is_emptied_as_its_events_are_stored() -> None:
    tree = MemoryTree({"state/inbox/b7.jsonl": line(signal()), "state/inbox/a.jsonl": b"{"})
    operation = StoreEvents(INTAKE, (), inbox_files(tree))
    tree.run([operation])
    assert sorted(tree.files) == [QUARANTINE, SIGNALS]
    assert records(tree, QUARANTINE)[0]["file"] == "state/inbox/a.jsonl"
    assert operation.tally.inbox_files == 2


def test_an_inbox_file_that_a_rival_consumed_is_gone() -> None:
    store = MemoryStore({"state/inbox/a.jsonl": line(signal())})
    mine = StoreEvents(INTAKE, (), ("state/inbox/a.jsonl",))
    store.rival = lambda tree: tree.run([replace(mine)])
    store.commit([mine], Message("Ingest"))
    assert list(store.now.files) == [SIGNALS]
    assert len(records(store.now, SIGNALS)) == 1


def test_inbox_names_that_no_state_path_may_have_are_left() -> None:
    names = ["a.jsonl", "a b.jsonl", "notes.txt", "sub/a.jsonl", "2026-11-21T00.x_1-.jsonl"]
    tree = MemoryTree({f"state/inbox/{name}": b"" for name in names})
    assert inbox_files(tree) == ("state/inbox/2026-11-21T00.x_1-.jsonl", "state/inbox/a.jsonl")
    assert inbox_strangers(tree) == ("state/inbox/a b.jsonl", "state/inbox/sub/a.jsonl")


def test_unsent_work_comes_back_from_text_and_does_the_same() -> None:
    text = b"\n".join([line(signal(received_at=at(-1))), line(report()), b"\xff", b"{"])
    operation = storing(text, line(signal(confidence=0.9)))
    fields = json.loads(encode(operation.wire()))
    decoded = store_events(fields)
    assert MemoryTree().run([decoded]).files == MemoryTree().run([operation]).files
    assert decoded.tally == operation.tally


def test_unsent_work_remembers_of_a_stranger_what_it_said() -> None:
    """Meanwhile another may have stored the very line, when its sender was still registered."""
    strict = Intake.at(NOW, TOLERANCE, Registry({}, {}))
    operation = storing(line(signal()) + b"\n" + line(report()), intake=strict)
    decoded = store_events(json.loads(encode(operation.wire())))
    MemoryTree().run([decoded])
    assert (decoded.tally.quarantined, decoded.tally.duplicates) == (2, 0)
    MemoryTree().run([storing(line(signal())), decoded])
    assert (decoded.tally.quarantined, decoded.tally.duplicates) == (1, 1)


def test_the_inbox_is_judged_by_the_same_registry() -> None:
    tree = MemoryTree({"state/inbox/a.jsonl": line(signal())})
    strict = Intake.at(NOW, TOLERANCE, Registry({}, {}))
    tree.run([StoreEvents(strict, (), inbox_files(tree))])
    assert [record["field"] for record in records(tree, QUARANTINE)] == ["agent"]
    assert not tree.names("state/events/signals/")


pieces = st.lists(
    st.one_of(
        st.builds(lambda run: line(signal(run_id=f"r{run}")), st.integers(0, 9)),
        st.builds(lambda run: line(report(run_id=f"r{run}")), st.integers(0, 9)),
        st.sampled_from([b"{", b"", line(signal(direction="UP")), b"\xff"]),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(pieces, st.data())
def test_order_copies_and_cuts_do_not_change_what_is_stored(
    texts: list[bytes], data: st.DataObject
) -> None:
    shuffled = data.draw(
        st.permutations(texts + data.draw(st.lists(st.sampled_from(texts or [b""]))))
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    bounds = zip([0, *cuts], [*cuts, len(shuffled)], strict=True)
    files = [b"\n".join(shuffled[start:end]) for start, end in bounds]
    whole = MemoryTree().run([storing(b"\n".join(texts))])
    together = MemoryTree().run([storing(*files)])
    apart = MemoryTree().run([storing(text, intake=later(i)) for i, text in enumerate(files)])
    assert facts(whole) == facts(together) == facts(apart)


def facts(tree: MemoryTree) -> tuple[Counter[object], Counter[object], set[object]]:
    said = [replace(signals.parse(text), received_at=NOW) for text in tree.lines(SIGNALS)]
    reports = list(tree.lines(TELEMETRY))
    return Counter(said), Counter(reports), {one["raw"] for one in records(tree, QUARANTINE)}
