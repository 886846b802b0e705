import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.commands.admission import Admission
from bot.commands.run_agents import Yard, run_agents
from bot.commands.running.tasks import Ground
from bot.errors import Refused
from bot.policy.kill_list import Kill, KillList
from bot.ports.agents import Ending
from bot.state.documents import load
from bot.state.kill_switch import ThrowSwitch
from bot.state.slots import SLOTS
from bot.words.stage import Stage
from tests.commands.running.fleet import NOW, PRINTS, policy
from tests.fakes.agents import FakeAgents, Said
from tests.fakes.events import TOLERANCE, line, report, signal
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree
from tests.snapshots import matches

ENDED = NOW + timedelta(minutes=3)
DAY = "2026-11-21.jsonl"


def said(agent: str, *symbols: str, errors: int = 0) -> bytes:
    own = {"agent": agent, "run_id": "r1", "fingerprint": None}
    lines = [signal(**own, symbol=symbol) for symbol in symbols]
    lines.append(report(agent=agent, run_id="r1", errors=errors))
    return b"".join(line(one) + b"\n" for one in lines)


WELL = {"hourly": Said(said("hourly", "BTC", "ETH")), "coded": Said(said("coded", "ADA"))}


def run(
    store: MemoryStore,
    ends: Mapping[str, Said] = WELL,
    only: str = "",
    *,
    dry: bool = False,
    kill_list: KillList | None = None,
    listed: bytes | None = None,
) -> tuple[int, HeardOutput, list[str]]:
    out, agents = HeardOutput(), FakeAgents(ends)
    ground = Ground(policy(kill_list), {}, NOW, simulated=False)
    admission = Admission(TOLERANCE, PRINTS)
    yard = Yard(store, out, agents, ground, admission, lambda: listed, lambda: ENDED)
    code = run_agents(yard, only, dry=dry)
    return code, out, [task.agent for task in agents.started]


def stored(store: MemoryStore, kind: str) -> list[dict[str, object]]:
    return [json.loads(one) for one in store.now.lines(f"state/events/{kind}/{DAY}")]


def test_what_they_say_is_stored_with_their_slots_in_one_commit() -> None:
    store = MemoryStore()
    code, _, started = run(store)
    assert (code, started) == (0, ["hourly", "coded"])
    assert [one["symbol"] for one in stored(store, "signals")] == ["BTC", "ETH", "ADA"]
    assert {one["received_at"] for one in stored(store, "signals")} == {"2026-11-21T12:10:00.000Z"}
    marks = load(store.tree(), SLOTS).jobs
    assert {job: mark.slot for job, mark in marks.items()} == {
        "agent:hourly": "2026-11-21T12:05:00.000Z",
        "agent:coded": "2026-11-21T12:00:00.000Z",
    }
    assert [message.subject for message in store.messages] == ["Run 2 agents: hourly, coded"]


def test_a_second_call_in_the_same_slot_runs_nobody() -> None:
    store = MemoryStore()
    run(store)
    code, out, started = run(store)
    assert (code, started, len(store.messages)) == (0, [], 1)
    assert out.said == ["No agent ran; 4 are not due."]


def test_a_bad_end_is_reported_from_outside_and_its_slot_is_done() -> None:
    store = MemoryStore()
    hung = Said(ending=Ending.TIMED_OUT, detail="stopped after 7 s", seconds=7.25)
    code, _, _ = run(store, WELL | {"coded": hung})
    told = [one for one in stored(store, "telemetry") if one["agent"] == "coded"]
    assert code == 1
    assert [(one["errors"], one["latency_ms"], one["cost_usd"]) for one in told] == [
        (1, 7250.0, None)
    ]
    assert "agent:coded" in load(store.tree(), SLOTS).jobs


@pytest.mark.parametrize(
    "events", [b"", line(signal(agent="hourly", run_id="r1", fingerprint=None)) + b"\n"]
)
def test_who_leaves_past_its_report_did_not_run_well(events: bytes) -> None:
    store = MemoryStore()
    code, out, _ = run(store, {"hourly": Said(events), "coded": WELL["coded"]})
    assert code == 1
    assert "ended without its report" in "\n".join(out.said)
    reports = [one for one in stored(store, "telemetry") if one["agent"] == "hourly"]
    assert [(one["errors"], one["cost_usd"]) for one in reports] == [(1, None)]
    assert len(stored(store, "signals")) == 1 + bool(events)


def test_who_reports_the_own_error_is_not_reported_twice() -> None:
    store = MemoryStore()
    crashed = Said(said("coded", errors=1), Ending.FAILED, "exit code 1")
    assert run(store, WELL | {"coded": crashed})[0] == 1
    told = [one["errors"] for one in stored(store, "telemetry") if one["agent"] == "coded"]
    assert told == [1]


def test_a_report_without_error_does_not_hide_a_bad_end() -> None:
    store = MemoryStore()
    run(store, WELL | {"coded": Said(said("coded"), Ending.OUT_OF_MEMORY, "used too much")})
    told = [one["errors"] for one in stored(store, "telemetry") if one["agent"] == "coded"]
    assert sorted(told) == [0, 1]  # type: ignore[type-var]


def test_nobody_speaks_for_another_not_even_for_governor() -> None:
    store = MemoryStore()
    forged = said("hourly", "DOGE", errors=9) + line(report(agent="governor")) + b"\n"
    code, out, _ = run(store, WELL | {"coded": Said(forged)})
    assert code == 1
    assert [one["symbol"] for one in stored(store, "signals")] == ["BTC", "ETH"]
    assert len(stored(store, "quarantine")) == 3
    assert {problem.reason for problem in out.found} == {"is not coded, in whose run it was said"}
    assert {problem.file for problem in out.found} == {"coded-20261121T120700Z"}


def test_a_kill_listed_agent_is_never_started() -> None:
    listed = KillList(v=1, agents=(Kill(name="hourly", reason="it lies", by="kim"),))
    code, out, started = run(MemoryStore(), kill_list=listed)
    assert (code, started) == (0, ["coded"])
    assert "hourly was due and did not run: killed: hourly is killed: it lies (kim)" in out.said
    with pytest.raises(Refused, match=r"Cannot run hourly: killed: hourly is killed: it lies"):
        run(MemoryStore(), only="hourly", kill_list=listed)


def test_one_that_is_killed_when_its_turn_comes_does_not_run() -> None:
    merged = b"v: 1\nagents:\n  - {name: hourly, reason: it lies, by: kim}\n"
    code, out, started = run(MemoryStore(), listed=merged)
    why = "killed: policies/kill_list.yml now stops the agent hourly (it lies)"
    assert (code, started) == (0, ["coded"])
    assert f"hourly was due and did not run: {why}" in out.said
    with pytest.raises(Refused, match=r"Cannot run hourly: killed: policies/kill_list.yml now"):
        run(MemoryStore(), only="hourly", listed=merged)


def test_one_may_be_run_by_hand_without_being_due() -> None:
    store = MemoryStore()
    code, _, started = run(store, {"by-hand": Said(said("by-hand", "BTC"))}, "by-hand")
    assert (code, started) == (0, ["by-hand"])
    assert load(store.tree(), SLOTS).jobs == {}


def test_a_dry_run_changes_nothing() -> None:
    store = MemoryStore()
    code, out, started = run(store, dry=True)
    assert (code, started, store.messages) == (0, [], [])
    assert out.said == [
        "hourly   would run as shadow, due 2026-11-21T12:05:00.000Z",
        "by-hand  would not run: has no schedule: run it with --agent",
        "away     would not run: runs elsewhere: it has no entry_point",
        "coded    would run as shadow, due 2026-11-21T12:00:00.000Z",
    ]


def test_a_secret_that_is_declared_and_not_set_is_said() -> None:
    assert run(MemoryStore())[1].warned == [
        "hourly declares the secret OWN_KEY, which is not set.",
        "hourly declares the secret GOVERNOR_AUDIT_KEY, which is not set.",
    ]


def test_the_table_and_the_last_words_of_who_failed() -> None:
    loud = "\n".join([*map(str, range(20)), "::error::x", "a ##[command] \x1b[31m", "x" * 500])
    ends = WELL | {"coded": Said(b"{\n", Ending.FAILED, "exit code 1", loud, 12.3)}
    _, out, _ = run(MemoryStore(), ends)
    matches("run_agents.txt", "\n".join(out.said) + "\n")
    assert out.summaries[0].startswith("### Agents\n\n```\nagent")


def test_programs_read_the_same() -> None:
    _, out, _ = run(MemoryStore())
    (result,) = out.results
    agents = result["agents"]
    assert isinstance(agents, list)
    assert [(one["agent"], one["refusal"], one.get("signals")) for one in agents] == [
        ("hourly", None, 2),
        ("by-hand", "has no schedule: run it with --agent", None),
        ("away", "runs elsewhere: it has no entry_point", None),
        ("coded", None, 1),
    ]
    assert (result["signals"], result["quarantined"]) == (3, 0)


def test_who_is_killed_while_waiting_is_not_started_and_stays_due() -> None:
    class Killing(MemoryStore):
        """A kill arrives when the first agent has started."""

        looks = 0

        def tree(self) -> MemoryTree:
            self.looks += 1
            tree = super().tree()
            kill = ThrowSwitch("agent:coded", Stage.KILLED, "x", NOW, "no", "kim")
            return tree.run([kill] * (self.looks > 2))

    store, out, agents = Killing(), HeardOutput(), FakeAgents(WELL)
    ground = Ground(policy(), {}, NOW, simulated=False)
    admission = Admission(TOLERANCE, PRINTS)
    yard = Yard(store, out, agents, ground, admission, lambda: None, lambda: ENDED)
    assert run_agents(yard) == 0
    assert [task.agent for task in agents.started] == ["hourly"]
    assert any(said.startswith("coded was due and did not run: killed: no") for said in out.said)
    assert list(load(store.now, SLOTS).jobs) == ["agent:hourly"]
