import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.commands.admission import Admission
from bot.commands.ingest import ingest
from bot.ledger.progress import RECONCILE
from bot.state.documents import load
from tests.fakes.events import NOW, TOLERANCE, line, report, signal
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

SIGNALS = "state/events/signals/2026-11-21.jsonl"
GOOD = b"\n".join([line(signal()), line(report()), line(signal())])


@dataclass(frozen=True)
class Text:
    data: bytes
    name: str = "agent.jsonl"

    @property
    def size(self) -> int:
        return len(self.data)

    def blocks(self) -> Iterator[bytes]:
        yield self.data


def run(
    store: MemoryStore,
    *sources: Text,
    strict: bool = False,
    fleet: Mapping[str, str] | None = None,
) -> tuple[int, HeardOutput]:
    out = HeardOutput()
    return ingest(store, out, sources, NOW, Admission(TOLERANCE, fleet), strict=strict), out


def test_it_says_in_one_line_what_became_of_all_lines() -> None:
    code, out = run(MemoryStore(), Text(GOOD + b"\n{\n\n"))
    assert code == 0
    assert out.said == [
        "4 lines: 2 stored (1 signal, 1 telemetry line), 1 duplicate, 1 quarantined."
    ]
    assert out.results == [
        {
            "v": 1,
            "lines": 4,
            "empty": 1,
            "signals": 1,
            "telemetry": 1,
            "duplicates": 1,
            "quarantined": 1,
            "refused_before": 0,
            "inbox_files": 0,
        }
    ]


def test_it_names_each_refused_line() -> None:
    _, out = run(MemoryStore(), Text(GOOD + b"\n" + line(signal(direction="UP"))))
    assert [problem.sentence() for problem in out.found] == [
        "agent.jsonl:4: direction must be LONG, SHORT or FLAT (got UP)"
    ]


def test_of_many_refused_lines_it_shows_some_and_says_where_the_others_are() -> None:
    _, out = run(MemoryStore(), Text(b"{\n" * 50))
    assert len(out.found) == 20
    assert out.warned == ["30 more refused lines: see state/events/quarantine/2026-11-21.jsonl"]


def test_strict_fails_on_refused_lines_but_stores_the_good_ones() -> None:
    store = MemoryStore()
    assert run(store, Text(GOOD), strict=True)[0] == 0
    assert run(store, Text(GOOD + b"\n{"), strict=True)[0] == 1
    assert run(store, Text(GOOD + b"\n{"), strict=True)[0] == 1
    assert len(list(store.now.lines(SIGNALS))) == 1


def test_one_commit_holds_all_sources_and_the_inbox() -> None:
    store = MemoryStore({"state/inbox/a.jsonl": line(signal(run_id="r2"))})
    run(store, Text(GOOD), Text(line(signal(run_id="r3")), "other.jsonl"))
    assert [message.subject for message in store.messages] == ["Ingest events from 3 sources"]
    assert len(list(store.now.lines(SIGNALS))) == 3
    assert not store.now.names("state/inbox/")


def test_nothing_new_makes_no_commit() -> None:
    store = MemoryStore()
    run(store, Text(GOOD))
    _, out = run(store, Text(GOOD))
    assert len(store.messages) == 1
    assert out.said[0].startswith("3 lines: 0 stored")
    assert not run(store)[1].summaries


def test_an_inbox_file_of_an_impossible_name_is_named_and_left() -> None:
    store = MemoryStore({"state/inbox/a b.jsonl": b"{"})
    _, out = run(store)
    assert out.warned[0].startswith("Left state/inbox/a b.jsonl alone")
    assert store.now.names("state/inbox/") == ["state/inbox/a b.jsonl"]


def test_the_bar_moves_by_bytes() -> None:
    _, out = run(MemoryStore(), Text(GOOD), Text(b"\n\n{"))
    assert (out.bars[0].total, out.bars[0].steps) == (len(GOOD) + 3, len(GOOD) + 3)


def test_a_replay_on_a_newer_state_reads_the_sources_again() -> None:
    store = MemoryStore()
    store.rival = lambda tree: tree.run([])
    _, out = run(store, Text(GOOD))
    assert out.said[0].startswith("3 lines: 2 stored")


def test_events_of_a_day_that_is_settled_open_it_again() -> None:
    """Unsent work of an old day may arrive after reconcile has closed it."""
    closed = {"state/reconcile.json": b'{"v": 1, "complete_through": "2026-11-25"}'}
    store = MemoryStore(closed)
    run(store, Text(GOOD))
    assert load(store.tree(), RECONCILE).complete_through == "2026-11-20"


def test_an_agent_that_is_not_registered_is_quarantined_and_said() -> None:
    _, out = run(MemoryStore(), Text(GOOD), fleet={"llm-1": "1"})
    assert out.said == [
        "3 lines: 1 stored (0 signals, 1 telemetry line), 0 duplicates, 2 quarantined."
    ]
    assert out.found[0].sentence() == (
        "agent.jsonl:1: agent is not registered; add it to policies/agents.yml, then send the "
        "line again (got mom-1)"
    )


def test_the_fingerprint_that_the_state_notes_is_taken_beside_the_current_one() -> None:
    fleet = {"mom-1": "e" * 64, "llm-1": ""}
    assert run(MemoryStore(), Text(GOOD), fleet=fleet)[1].found[0].field == "fingerprint"
    noted = {"v": 1, "agents": {"mom-1": {"fingerprint": "f" * 64}}}
    store = MemoryStore({"state/agents.json": json.dumps(noted).encode()})
    assert run(store, Text(GOOD), fleet=fleet)[1].found == []


def test_a_copy_of_what_was_taken_in_before_is_no_stranger() -> None:
    """Old files may be sent again after the code has changed, or the agent has gone."""
    store = MemoryStore()
    run(store, Text(GOOD))
    _, out = run(store, Text(GOOD), fleet={})
    assert out.said == [
        "3 lines: 0 stored (0 signals, 0 telemetry lines), 3 duplicates, 0 quarantined."
    ]
