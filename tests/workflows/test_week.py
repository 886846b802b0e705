"""A week of the product: its workflows by the clock, by events and by people."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.ports.forge.pulls import MergeMethod, PullRequest
from bot.ports.store import Message
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.lifecycle import RaiseStage
from bot.wiring.shell import Options, Shell
from bot.words.instant import DAY, HOUR, render
from bot.words.stage import Stage
from tests.workflows import week
from tests.workflows.act import Event, Ran
from tests.workflows.fleet import Fleet, founded
from tests.workflows.test_gate import opened, verdicts
from tests.workflows.week import CRASH, FIRST, START

PASSED = "success"


class Week:
    """A fleet, and a calendar to turn."""

    def __init__(self, fleet: Fleet, clock: week.Clock) -> None:
        self.fleet, self.clock = fleet, clock

    def turn(self, day: int, hours: float) -> None:
        self.clock.now = START + day * DAY + hours * HOUR
        self.fleet.at(self.clock.now)

    def does(self, workflow: str, event: Event) -> Ran:
        """Run it, and see that every job of it that should have run did, and well."""
        ran = self.fleet.run(workflow, event)
        assert set(ran.jobs.values()) == {PASSED}, f"{workflow} {event.name}: {ran.text}"
        return ran

    def cycle(self) -> None:
        self.does("cycle", Event("schedule", {"schedule": "*/30 * * * *"}))

    def hears(self, day: int) -> None:
        payload = {"action": "governor-events", "client_payload": {"events": week.signals(day)}}
        self.turn(day, 1)
        self.does("events", Event("repository_dispatch", payload))

    def merges(self, pull: PullRequest) -> Ran:
        before = self.fleet.forge.branch_head("main")
        self.fleet.forge.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
        after = self.fleet.forge.branch_head("main")
        push = {"ref": "refs/heads/main", "before": before, "after": after}
        return self.does("enforce", Event("push", push))

    def open_pull(self, title: str) -> PullRequest:
        found = [one for one in self.fleet.forge.pulls() if one.title.startswith(title)]
        assert found, [one.title for one in self.fleet.forge.pulls()]
        return found[0]


@pytest.fixture
def a_week(tmp_path: Path) -> Iterator[Week]:
    """Give a fleet that has been right for twenty days."""
    clock = week.Clock()
    with founded(tmp_path, (*week.LONG, *week.SHORT), week.market, clock) as fleet:
        fleet.merged("policies/agents.yml", week.registry())
        fleet.merged("policies/promotion.yml", week.easier(fleet.policy("promotion")))
        live = fleet.policy("governor").replace("mode: shadow", "mode: live", 1)
        fleet.merged("policies/governor.yml", live)
        narrow = fleet.policy("risk").replace("BREACH_BPS: 150", "BREACH_BPS: 60")
        narrow = narrow.replace("DRAWDOWN_BPS: 250", "DRAWDOWN_BPS: 100")
        fleet.merged("policies/risk.yml", narrow)
        for day in range(FIRST):
            file = tmp_path / "lines.jsonl"
            file.write_text(week.lines(day))
            at = render(START + day * DAY + HOUR)
            assert fleet.governor("ingest", str(file), "--now", at) == 0
        for name in ("old-1", "old-2", "old-3"):
            _raised(fleet, name, START + 4 * DAY)
        yield Week(fleet, clock)


def _raised(fleet: Fleet, name: str, at: datetime) -> None:
    store = Shell(Options(str(fleet.act.clone), render(at))).store
    sequence = load(store.tree(), AGENTS).agent(name).next_sequence
    rise = RaiseStage(name, Stage.LIVE, sequence, at, "merged", "governor")
    store.commit([rise], Message(f"Raise {name}"))


@pytest.mark.long
def test_a_week(a_week: Week) -> None:
    days: list[Callable[[Week], None]] = [promotion, kill, buttons, strangers, quiet]
    for day, done in enumerate(days, start=FIRST):
        a_week.hears(day)
        for hours in (2.1, 8.6):
            a_week.turn(day, hours)
            a_week.cycle()
        done(a_week)
        a_week.does("forensics", Event("schedule", {"schedule": "30 8 * * *"}))
        a_week.does("watchdog", Event("schedule", {"schedule": "20 */2 * * *"}))
    breach(a_week)
    the_end(a_week)


def promotion(at: Week) -> None:
    """Governor asks for a rise; people merge it; the next cycle raises the agent."""
    pull = at.open_pull("[AUTO-PROMOTE]")
    assert verdicts(at.fleet, pull.head_sha)[-1:] == [PASSED], "the bot sets the gate on its own"
    at.does("gate", opened(pull))
    at.merges(pull)
    at.turn(FIRST, 9.1)
    at.cycle()
    stages = {name: one["stage"] for name, one in at.fleet.page("agents.json")["agents"].items()}
    assert "canary" in stages.values(), stages


def kill(at: Week) -> None:
    entry = "agents: [{name: old-3, reason: odd fills, by: kim}]"
    text = at.fleet.policy("kill_list").replace("agents: []", entry)
    pull = at.fleet.pull("kill", {"policies/kill_list.yml": text})
    at.does("gate", opened(pull))
    ran = at.merges(pull)
    assert "Killed agent old-3" in ran.text
    lease = at.fleet.page("gate.json")
    assert "old-3" in lease["killed"]["agents"]
    assert lease["agents"].get("old-3", {}).get("weight", 0.0) == 0.0


def buttons(at: Week) -> None:
    for name, words in (
        ("kill", {"target": "dull"}),
        ("revive", {"target": "dull"}),
        ("pause", {"target": "class:two"}),
        ("release", {"target": "class:two"}),
        ("mode", {"mode": "shadow"}),
        ("mode", {"mode": "live"}),
    ):
        inputs = {"inputs": {**words, "reason": "an exercise"}}
        at.does(name, Event("workflow_dispatch", inputs))
        at.clock.now += HOUR / 60
        at.fleet.at(at.clock.now)
    at.does("agents", Event("schedule"))


def strangers(at: Week) -> None:
    """Let a fork ask for a kill, and a queue bring it."""
    entry = "classes: [{name: two, reason: odd fills, by: rita}]"
    text = at.fleet.policy("kill_list").replace("classes: []", entry)
    assert entry in text
    pull = at.fleet.pull_from_fork("rita", {"policies/kill_list.yml": text})
    assert at.fleet.run("gate", opened(pull)).jobs == {"fork": PASSED}
    run = {"id": 7, "event": "pull_request", "head_repository": {"full_name": "rita/fleet"}}
    at.does("gate-publish", Event("workflow_run", {"workflow_run": run}))
    group = {
        "head_sha": pull.head_sha,
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-9",
        "base_sha": pull.base_sha,
        "base_ref": "refs/heads/main",
    }
    at.does("gate", Event("merge_group", {"merge_group": group}))
    at.fleet.forge.close_pull(pull.number)


def quiet(at: Week) -> None:
    before = len(at.fleet.face.writes)
    at.cycle()
    assert at.fleet.face.writes[before:] == []


def breach(at: Week) -> None:
    """Turn all at once: the newcomers are killed, and their promotion is to be undone."""
    at.hears(CRASH)
    at.turn(CRASH, 2.1)
    at.cycle()
    at.turn(CRASH, 14.1)
    at.cycle()
    found = at.fleet.page("reports/meta_report.json")["meta"]["breach"]
    assert found["latched"]
    assert found["killed"]
    pull = at.open_pull("[ROLLBACK]")
    at.does("gate", opened(pull))
    at.merges(pull)


def the_end(at: Week) -> None:
    at.turn(CRASH, 15.1)
    words = {"target": "all", "reason": "understood"}
    at.does("release", Event("workflow_dispatch", {"inputs": words}))
    at.cycle()
    assert not at.fleet.page("reports/meta_report.json")["meta"]["breach"]["latched"]
    at.does("memo", Event("workflow_dispatch"))
    at.does("audit", Event("schedule"))
    at.does("site", Event("workflow_dispatch"))
    slots = at.fleet.page("slots.json")
    assert slots["jobs"]["cycle"]["slot"] == render(START + CRASH * DAY + 15 * HOUR)
