"""Gathering as cycles do it: what is kept, what is folded again, and what the rules get to see."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decisions.assembly import Scene, facts_of
from bot.decisions.facts import Likeness
from bot.decisions.gather import Gathered, gather
from bot.decisions.keeping import remembered, written
from bot.errors import CorruptState, UnknownSchema
from bot.ledger.operations import Reopen
from bot.policy.policy import Policy
from bot.state.agents import AGENTS
from bot.state.documents import load, put
from bot.state.evidence import EVIDENCE, Checkpoint, checkpoint_path, day_path
from bot.state.measures import SetFingerprint
from bot.state.report.forensics import FORENSICS, ForensicReport, LookalikeRow
from bot.stats.book import InForce
from bot.stats.course import course_of, numbers_of
from bot.stats.from_memory import MemoryInputs, history, write_line
from bot.stats.keep import COLUMNS, read
from bot.stats.membership import window_of
from bot.stats.recall import beginning, unfold
from bot.words.canonical import Json
from bot.words.instant import DAY, HOUR, parse, render
from tests.fakes.store import MemoryTree
from tests.stats.world import BEGIN, World, late, policy_of, world

KNOWN = world(days=5)
POLICY = KNOWN.policy
END = BEGIN + 4 * DAY + timedelta(hours=10, minutes=40)
LINE = InForce(BEGIN + 9 * HOUR, {"agent-0": 0.4, "agent-1": 0.4}, "MIXED", 0.8, "MIXED")


def look(tree: MemoryTree, now: datetime, policy: Policy = POLICY) -> Gathered:
    gathered = gather(tree, policy, now)
    tree.run(list(remembered(gathered, gathered.table)))
    return gathered


def live(known: World, nows: Collection[datetime], policy: Policy = POLICY) -> MemoryTree:
    """Look at each moment, with what was known by then."""
    tree, before = MemoryTree(), BEGIN - HOUR
    for now in nows:
        known.grow(tree, before, now)
        gathered = look(tree, now, policy)
        tree.run(list(written(gathered, LINE)))
        before = now
    return tree


def every(hours: float) -> list[datetime]:
    count = int((END - BEGIN) / timedelta(hours=hours))
    return [
        BEGIN + timedelta(hours=hours, minutes=40) * 0 + n * timedelta(hours=hours)
        for n in range(1, count + 1)
    ] + [END]


def kept(tree: MemoryTree) -> dict[str, Json]:
    """Read what judging keeps, without the revision, which says only when it was seen."""
    pages = {
        path: json.loads(data)
        for path, data in tree.files.items()
        if path.startswith(("state/days/", "state/evidence/"))
    }
    return {path: {**page, "revision": 0} for path, page in pages.items()}


FIRST = BEGIN + timedelta(hours=8, minutes=40)
OFTEN = [FIRST, *(now for now in every(6) if now > FIRST)]
ONCE = live(KNOWN, [FIRST, END])


@pytest.mark.parametrize("hours", [1, 7.25])
def test_however_often_one_looks_the_same_is_kept(hours: float) -> None:
    nows = [FIRST, *(now for now in every(hours) if now > FIRST)]
    assert kept(live(KNOWN, nows)) == kept(ONCE)
    assert len(kept(ONCE)) == 8


def test_a_second_look_says_the_same_and_writes_nothing() -> None:
    tree = KNOWN.tree(END)
    first = look(tree, END)
    before = dict(tree.files)
    second = look(tree, END)
    assert second.facts == first.facts
    assert not second.checkpoints
    assert tree.files == before


def test_a_look_reads_only_the_newest_partitions() -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    for path in list(tree.files):
        if "2026-03-02" in path or "2026-03-03" in path:
            del tree.files[path]
    assert look(tree, END).facts.agents.keys() == set(KNOWN.names)


@settings(max_examples=8, deadline=None)
@given(
    st.integers(1, 90),
    st.sampled_from(["BTC", "ETH", "SOL"]),
    st.integers(3, 60),
)
def test_a_late_price_gives_what_a_fold_that_always_knew_it_gives(
    hour: int, symbol: str, delay: int
) -> None:
    moment = BEGIN + hour * HOUR
    at = min(moment + delay * HOUR, END)
    assert kept(live(late(KNOWN, moment, symbol, at), OFTEN)) == kept(ONCE)


def test_a_price_that_is_missing_counts_as_no_move_until_it_comes() -> None:
    moment, symbol = a_mark_after(BEGIN + 50 * HOUR)
    blind = live(late(KNOWN, moment, symbol, END + DAY), [FIRST, END])
    assert kept(blind) != kept(ONCE)
    agents = gather(blind, POLICY, END).facts.agents.values()
    assert sum(agent.now.hours_unpriced for agent in agents if agent.now) > 0


def a_mark_after(moment: datetime) -> tuple[datetime, str]:
    mark = next(mark for mark in KNOWN.marks if parse(mark.hour) > moment)
    return parse(mark.hour), mark.symbol


def test_a_corrected_settlement_is_taken_at_the_time_of_the_first() -> None:
    row = next(r for r in KNOWN.rows if r.net_bps is not None and r.horizon_hours == 24)
    again = row._replace(price_version=2, net_bps=-999.0, settled_at="2026-03-06T01:00:00.000Z")
    rows = [one._replace(net_bps=-999.0) if one is row else one for one in KNOWN.rows]
    never = replace(KNOWN, rows=rows)
    corrected = replace(KNOWN, rows=[*KNOWN.rows, again])
    assert kept(live(corrected, OFTEN)) == kept(live(never, OFTEN))


def test_a_line_that_came_to_the_day_before_makes_it_be_folded_again() -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    signal = replace(KNOWN.signals[0], signal_id="0" * 64, received_at=END - 12 * HOUR)
    path = "state/events/signals/2026-03-05.jsonl"
    tree.files[path] = tree.files.get(path, b"") + signal.line()
    assert list(gather(tree, POLICY, END).checkpoints) == ["2026-03-06"]


def test_a_day_that_is_opened_again_is_folded_again() -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    progress = json.loads(tree.files["state/reconcile.json"])
    progress["complete_through"] = "2026-03-03"
    tree.files["state/reconcile.json"] = json.dumps(progress).encode()
    tree.run([Reopen("2026-03-03")])
    found = gather(tree, POLICY, END)
    assert list(found.checkpoints) == ["2026-03-04", "2026-03-05", "2026-03-06"]


def test_other_numbers_of_policy_fold_all_days_again() -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    evidence = POLICY.promotion.evidence.model_copy(update={"rho": 30.0})
    other = replace(POLICY, promotion=POLICY.promotion.model_copy(update={"evidence": evidence}))
    assert len(gather(tree, other, END).checkpoints) == 4
    gates = POLICY.promotion.model_copy(update={"runs_days": 9})
    assert not gather(tree, replace(POLICY, promotion=gates), END).checkpoints


def test_a_slot_that_was_missed_is_judged_as_of_then() -> None:
    then = BEGIN + 3 * DAY + timedelta(hours=5, minutes=40)
    later = KNOWN.tree(END)
    assert gather(later, POLICY, then).facts == gather(KNOWN.tree(then), POLICY, then).facts


def test_a_look_back_keeps_nothing_that_a_later_price_would_change() -> None:
    moment, symbol = a_mark_after(BEGIN + 30 * HOUR)
    tree = late(KNOWN, moment, symbol, END - HOUR).tree(END)
    found = gather(tree, POLICY, BEGIN + 3 * DAY + 5 * HOUR)
    assert list(found.checkpoints) == ["2026-03-03"]


@pytest.mark.parametrize(
    ("path", "data", "error"),
    [
        (EVIDENCE.pattern, b"{", CorruptState),
        (EVIDENCE.pattern, b'{"v":2}', UnknownSchema),
        (checkpoint_path("2026-03-06"), b"[]", CorruptState),
        (checkpoint_path("2026-03-06"), b'{"v":9}', UnknownSchema),
        (day_path("2026-03-05"), b'{"v":1,"hypotheses":{"a/1":{"runs":{"x":1}}}}', CorruptState),
        ("state/events/telemetry/2026-03-06.jsonl", b"{}\n", CorruptState),
        ("state/events/quarantine/2026-03-06.jsonl", b"{}\n", CorruptState),
    ],
)
def test_a_damaged_file_stops(path: str, data: bytes, error: type[Exception]) -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    tree.files[path] = data
    with pytest.raises(error):
        gather(tree, POLICY, END)


JUDGED = KNOWN.tree(END)
look(JUDGED, END)
NUMBERS = numbers_of(POLICY)
CHECKPOINT_PATH, DAY_PATH = checkpoint_path("2026-03-06"), day_path("2026-03-05")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (CHECKPOINT_PATH, {"at": "2026-03-04T00:00:00.000Z"}),
        (CHECKPOINT_PATH, {"curve": {}}),
        (CHECKPOINT_PATH, {"curve": {"equity": None}}),
        (CHECKPOINT_PATH, {"market": {"hourly_variance": 1.0, "ratios": 1.0}, "prior": [0.5, 0.5]}),
        (CHECKPOINT_PATH, {"prior": [0.5, 0.5]}),
        (CHECKPOINT_PATH, {"columns": ["open"]}),
        (CHECKPOINT_PATH, {"hypotheses": {"agent-0/1": [None] * 60}}),
        (DAY_PATH, {"day": "2026-03-04"}),
        (DAY_PATH, {"hypotheses": {"agent-0/1": {"views": {"signals": "two"}}}}),
    ],
)
def test_a_file_of_wrong_numbers_stops(path: str, fields: dict[str, object]) -> None:
    tree = JUDGED.copy()
    tree.files[path] = json.dumps({**json.loads(tree.files[path]), **fields}).encode()
    with pytest.raises(CorruptState, match=path):
        gather(tree, POLICY, END)


def test_no_place_of_a_row_may_be_empty() -> None:
    page = json.loads(JUDGED.files[CHECKPOINT_PATH])
    row = page["hypotheses"]["agent-1/1"]
    assert len(row) == len(COLUMNS)
    for place in range(len(row)):
        hurt = {**page["hypotheses"], "agent-1/1": [*row[:place], None, *row[place + 1 :]]}
        found = Checkpoint.model_validate_json(json.dumps({**page, "hypotheses": hurt}))
        with pytest.raises(CorruptState):
            read(found, "f", NUMBERS.terms)


def test_a_fresh_epoch_closes_the_old_hypothesis_and_opens_one() -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    fingerprints = [
        SetFingerprint("agent-0", "a", END, "t"),
        SetFingerprint("agent-0", "b", END, "t"),
    ]
    tree.run(fingerprints)
    found = look(tree, END + HOUR)
    assert found.table["agent-0/1"].until == END
    fresh = found.facts.agents["agent-0"].hypothesis
    assert (fresh.name, fresh.fingerprint, fresh.since) == ("agent-0/2", "b", END)
    assert len(found.facts.peaks) == 4
    assert load(tree, AGENTS).agent("agent-0").epoch == 2


def test_who_leaves_the_registry_is_closed_and_who_returns_begins_anew() -> None:
    tree = KNOWN.tree(END)
    look(tree, END)
    gone = look(tree, END, policy_of(["agent-0", "agent-1"]))
    assert gone.table["agent-2/1"].until == END
    assert "agent-2" not in gone.facts.agents
    assert gone.facts.strays == {}
    back = look(tree, END + HOUR)
    assert back.facts.agents["agent-2"].hypothesis.name == "agent-2/2"


def test_signals_of_nobody_are_counted_as_strays_and_do_not_vote() -> None:
    tree = KNOWN.tree(END)
    found = gather(tree, policy_of(["agent-0", "agent-1"]), END)
    assert set(found.facts.strays) == {"agent-2"}
    whole = gather(tree, POLICY, END).facts
    assert whole.strays == {}
    votes = sum(whole.market.votes.values())
    assert sum(found.facts.market.votes.values()) == votes - found.facts.strays["agent-2"]


def test_a_state_without_a_signal_has_facts_too() -> None:
    found = look(MemoryTree(), END)
    assert found.facts.evidence_at == END - timedelta(minutes=40)
    assert all(agent.now is None for agent in found.facts.agents.values())
    assert found.facts.market.newest_price is None


def test_the_same_history_in_memory_gives_the_same_facts() -> None:
    tree = KNOWN.tree(END)
    tree.run(list(written(gather(tree, POLICY, END), LINE)))
    found = gather(tree, POLICY, END)
    past = history(KNOWN.signals, KNOWN.telemetry, KNOWN.rows, KNOWN.marks)
    write_line(past, LINE)
    inputs, course = MemoryInputs(past, END), course_of(found.table, numbers_of(POLICY))
    recalled = unfold(beginning(inputs, course, END), inputs, course, found.facts.evidence_at)
    scene = Scene(POLICY, found.facts.states, found.facts.switches, found.table, END)
    window = window_of(recalled.ended, recalled.present.record, 56)
    assert facts_of(scene, course, recalled, inputs, window) == found.facts
    assert found.facts.curve.pnl_bps != 0.0
    assert found.facts.market.last_known == "MIXED"


@pytest.mark.parametrize(("written_after", "seen"), [(-HOUR, True), (HOUR, False)])
def test_whom_the_last_examination_found_alike_is_known_from_then_on(
    written_after: timedelta,
    seen: bool,  # noqa: FBT001
) -> None:
    row = LookalikeRow(agent="agent-1", like="gone", agreement=0.99, common=70)
    report = ForensicReport(generated_at=render(END + written_after), lookalikes=[row])
    tree = KNOWN.tree(END)
    tree.write(put(FORENSICS.pattern, report))
    found = {name: one.alike for name, one in look(tree, END).facts.agents.items()}
    assert found["agent-1"] == (Likeness("gone", 0.99, 70) if seen else None)
    assert found["agent-0"] is None
