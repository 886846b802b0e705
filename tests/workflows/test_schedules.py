"""What runs by the clock or by an event from outside, each once."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.words import instant
from tests.adapters.state_git import install_hook
from tests.workflows.act import Event
from tests.workflows.fleet import STATE, Fleet, clock

HOURLY = Event("schedule", {"schedule": "5 * * * *"})


def stored(fleet: Fleet, kind: str) -> list[dict[str, object]]:
    day = clock().date().isoformat()
    return [json.loads(one) for one in fleet.state(f"events/{kind}/{day}.jsonl").splitlines()]


def line(**more: object) -> dict[str, object]:
    told = {
        "v": 1,
        "ts": instant.render(clock() - timedelta(minutes=1)),
        "agent": "far",
        "strategy_class": "reversion",
        "run_id": "r1",
        "symbol": "BTCUSDT",
        "direction": "LONG",
    }
    return {**told, **more}


def test_agents_that_are_due_run_and_what_they_say_is_stored(fleet: Fleet) -> None:
    ran = fleet.run("agents", HOURLY)
    assert ran.jobs == {"agents": "success"}, ran.text
    assert [one["agent"] for one in stored(fleet, "signals")] == ["echo"]
    assert [one["errors"] for one in stored(fleet, "telemetry")] == [0]


@pytest.mark.long
def test_a_killed_agent_is_not_run(fleet: Fleet) -> None:
    assert fleet.press("kill", target="echo", reason="odd").jobs == {"kill": "success"}
    ran = fleet.run("agents", HOURLY)
    assert ran.jobs == {"agents": "success"}, ran.text
    assert stored(fleet, "signals") == []


def test_events_from_outside_are_taken_in_and_never_run(fleet: Fleet) -> None:
    mark = fleet.folder / "PWNED"
    nasty = f"""'"; touch {mark}; $(touch {mark}) `touch {mark}`\n::set-output name=x::y"""
    sent = [line(), line(run_id=nasty, symbol="ETHUSDT"), {"agent": nasty}]
    payload = {"action": "governor-events", "client_payload": {"events": sent}}
    ran = fleet.run("events", Event("repository_dispatch", payload))
    assert ran.jobs == {"events": "success"}, ran.text
    assert "r1" in {one["run_id"] for one in stored(fleet, "signals")}
    assert not mark.exists()


def test_events_that_cannot_be_pushed_are_kept_as_an_artifact(fleet: Fleet) -> None:
    refuse = f'while read _ _ ref; do [ "$ref" != refs/heads/{STATE} ] || exit 1; done'
    hook = install_hook(fleet.forge.remote, "pre-receive", refuse)
    payload = {"action": "governor-events", "client_payload": {"events": [line()]}}
    ran = fleet.run("events", Event("repository_dispatch", payload))
    assert ran.jobs == {"events": "failure"}, ran.text
    (kept,) = (fleet.folder / "harness" / "artifacts" / "governor-unsent").iterdir()
    hook.unlink()
    assert fleet.governor("resend", str(kept)) == 0
    assert [one["run_id"] for one in stored(fleet, "signals")] == ["r1"]


def test_a_cycle_and_what_is_written_of_it(fleet: Fleet) -> None:
    ran = fleet.run("cycle", Event("schedule", {"schedule": "*/30 * * * *"}))
    assert ran.jobs == {"cycle": "success"}, ran.text
    assert fleet.page("slots.json")["jobs"]["cycle"]["slot"]
    assert set(fleet.page("reports/meta_report.json")["agents"]) == {"echo", "far"}
    assert [one.title for one in fleet.forge.issues()] != []
    ran = fleet.run("memo", Event("workflow_dispatch"))
    assert ran.jobs == {"memo": "success"}, ran.text
    assert fleet.page("reports/ic_weekly.json")["by"] == ""
    ran = fleet.run("lp-report", Event("workflow_dispatch", {"inputs": {"weekly": "true"}}))
    assert ran.jobs == {"lp-report": "success"}, ran.text
    assert fleet.page("reports/lp_weekly.json")["v"] == 1
    assert list((fleet.folder / "harness" / "artifacts" / "governor-mail").iterdir())
    ran = fleet.run("proposals", Event("workflow_dispatch"))
    assert ran.jobs == {"proposals": "success"}, ran.text
    assert "OPENAI_API_KEY is set" in fleet.page("proposals.json")["reason"]
    ran = fleet.run("audit", Event("schedule", {"schedule": "50 5 * * *"}))
    assert ran.jobs == {"audit": "success"}, ran.text
    last = fleet.audit()[-1]
    attested = (fleet.folder / "harness" / "attested").read_text()
    assert attested == f"governor-audit-{last['seq']} sha256:{last['hash']}"


def test_the_dashboard_is_put_on_pages(fleet: Fleet) -> None:
    ran = fleet.run("site", Event("workflow_dispatch"))
    assert ran.jobs == {"site": "success"}, ran.text
    assert (fleet.folder / "harness" / "pages" / "index.html").exists()


def test_no_dashboard_is_shown_that_nobody_asked_for(fleet: Fleet) -> None:
    quiet = replace(fleet, act=replace(fleet.act, variables={}))
    assert quiet.run("site", Event("workflow_dispatch")).jobs == {}


def test_the_watchdog_tells_of_a_standstill_until_a_cycle_is_done(fleet: Fleet) -> None:
    look = Event("schedule", {"schedule": "20 */2 * * *"})
    ran = fleet.run("watchdog", look)
    assert ran.jobs == {"watchdog": "success"}, ran.text
    assert [one.labels for one in fleet.forge.issues()] == [("governor:watchdog",)]
    done = Event("workflow_run", {"action": "completed", "workflow_run": {"name": "Agents"}})
    ran = fleet.run("cycle", done)
    assert ran.jobs == {"cycle": "success"}, ran.text
    ran = fleet.run("watchdog", look)
    assert ran.jobs == {"watchdog": "success"}, ran.text
    assert "governor:watchdog" not in {name for one in fleet.forge.issues() for name in one.labels}


def test_what_a_fork_calls_agents_starts_no_cycle(fleet: Fleet) -> None:
    run = {"name": "Agents", "event": "pull_request"}
    done = Event("workflow_run", {"action": "completed", "workflow_run": run})
    assert fleet.run("cycle", done).jobs == {}


def test_doctor_sees_what_the_token_of_a_workflow_may_do(fleet: Fleet) -> None:
    ran = fleet.run("doctor", Event("workflow_dispatch"))
    assert ran.jobs == {"doctor": "failure"}, ran.text
    assert "permissions     all that are needed" in ran.text
    assert "main does not require governor/gate" in ran.text
    assert fleet.forge.issues() == []


def test_forensics(fleet: Fleet) -> None:
    ran = fleet.run("forensics", Event("schedule", {"schedule": "30 8 * * *"}))
    assert ran.jobs == {"forensics": "success"}, ran.text
    assert fleet.page("reports/failure_forensics.json")["v"] == 1


def test_ci_runs_what_people_run(fleet: Fleet) -> None:
    (fleet.act.clone / ".ci" / "run").chmod(0o755)
    ran = fleet.run("ci", Event("push", {"ref": "refs/heads/main"}))
    assert ran.jobs == {"check": "success"}, ran.text
    assert (fleet.folder / "harness" / "checked").read_text() == "checked\n"
