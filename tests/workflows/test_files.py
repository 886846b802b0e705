"""What holds of every workflow file, whatever it does."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest
import yaml

from bot.cli.main import governor
from bot.policy.storage import SECRETS
from tests.workflows import files
from tests.workflows.files import GOVERNED, ROOT, WORKFLOWS

BUTTONS = ("kill", "revive", "mode", "rollback", "release", "pause", "accept", "scaffold")
RAISING = ("revive", "release", "mode", "accept")
QUEUED = ("agents", "compact", "cycle", "events", "forensics", "lp-report", "memo", "proposals")
AT_ONCE = (*BUTTONS, "enforce", "commands")
READERS = ("audit", "site", "replay", "ci", "doctor")
WITHOUT_QUEUE = (*AT_ONCE, *READERS, "gate", "gate-publish", "watchdog")
# What runs by itself or at the press of a button, and in which workflow.
WORKFLOW_OF = {
    "cycle": "cycle",
    "run-agents": "agents",
    "ingest": "events",
    "gate": "gate",
    "enforce": "enforce",
    "respond": "commands",
    "watchdog": "watchdog",
    "doctor": "doctor",
    "site": "site",
    "compact": "compact",
    "replay": "replay",
    "forensics": "forensics",
    "memo": "memo",
    "propose": "proposals",
    "lp-report": "lp-report",
    "audit verify": "audit",
    "audit acknowledge": "accept",
    **{name: name for name in BUTTONS if name != "accept"},
}
STORED = ("cycle", "agents", "compact", "events", "forensics", "replay")
MAILING = ("cycle", "watchdog", "memo", "lp-report")
MAILS = ("SENDGRID_API_KEY", "EMAIL_FROM", "META_EMAIL_TO", "SENDGRID_API_URL")
GOVERNOR = re.compile(r"(?:^|\| )governor (?P<rest>.*)$")
# `${NAME:+--option}` gives an option where NAME is set.
SWITCH = re.compile(r"\$\{\w+:\+(--[a-z-]+)\}")
# A value for each variable that a command line uses.
VALUES = {"MODE": "shadow", "PULL": "1", "ENTRY": "1"}


def command_lines() -> Iterator[tuple[str, list[str]]]:
    for name in GOVERNED:
        for line in files.lines_of(name):
            assert "\n" not in line.strip(), f"{name}: a step is one line"
            found = GOVERNOR.search(line)
            assert found, f"{name}: {line}"
            value = lambda match: VALUES.get(match[1], "x")  # noqa: E731
            yield name, shlex.split(re.sub(r"\$(\w+)", value, SWITCH.sub(r"\1", found["rest"])))


@pytest.mark.parametrize(("name", "words"), list(command_lines()), ids=str)
def test_each_line_parses_against_the_real_command_line(name: str, words: list[str]) -> None:
    del name
    command: click.Command = governor
    context = click.Context(governor)
    while isinstance(command, click.Group):
        word = words.pop(0)
        found = command.get_command(context, word)
        assert found, word
        command = found
    command.make_context(command.name, words, parent=context)


def test_every_workflow_calls_governor_once_a_job() -> None:
    names = [name for name, _ in command_lines()]
    assert sorted(names) == sorted(name for name in GOVERNED for _ in files.jobs_of(name))


@pytest.mark.parametrize(("command", "name"), WORKFLOW_OF.items(), ids=str)
def test_each_command_has_its_workflow(command: str, name: str) -> None:
    assert any(f"governor {command} " in f"{line} " for line in files.lines_of(name))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nobody_has_rights_but_those_that_a_job_says_why_it_needs(name: str) -> None:
    assert files.load(name)["permissions"] == {}
    lines = files.text_of(name).splitlines()
    given = [line for line in lines if re.match(r"\s+[a-z-]+: (read|write)\b", line)]
    assert len(given) == sum(len(job["permissions"]) for job in files.jobs_of(name).values())
    assert [line for line in given if "#" not in line] == []
    assert all(0 < job["timeout-minutes"] <= 30 for job in files.jobs_of(name).values())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_by_commit_with_its_version(name: str) -> None:
    used = [
        line.strip() for line in files.text_of(name).splitlines() if re.search(r"\buses: ", line)
    ]
    loose = [line for line in used if not files.PINNED.search(line)]
    assert {line.removeprefix("- ") for line in loose} <= {
        "uses: ./.governor/code/.github/actions/setup"
    }


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_text_of_others_stands_in_a_shell_line(name: str) -> None:
    assert [line for line in files.lines_of(name) if "${{" in line] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_token_is_left_in_a_clone(name: str) -> None:
    checkouts = [s for s in files.steps_of(name) if "actions/checkout@" in s.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("name", GOVERNED)
def test_only_the_default_branch_and_governor_itself_are_checked_out(name: str) -> None:
    """Nothing that a pull request brings stands beside a token."""
    refs = [
        s["with"]["ref"] for s in files.steps_of(name) if "actions/checkout@" in s.get("uses", "")
    ]
    default = "github.event.repository.default_branch"
    own = f"job.workflow_repository != github.repository && job.workflow_sha || {default}"
    assert refs == [f"${{{{ {default} }}}}", f"${{{{ {own} }}}}"] * len(files.jobs_of(name))


@pytest.mark.parametrize("name", GOVERNED)
def test_all_can_be_used_by_reference_and_ask_for_the_same(name: str) -> None:
    asked = files.load(name)["on"]
    called = asked["workflow_call"] or {}
    pressed = (asked.get("workflow_dispatch") or {}).get("inputs", {})
    assert called.get("inputs", {}).keys() == pressed.keys()
    told = set(re.findall(r"secrets\.(\w+)", files.text_of(name)))
    assert told == set(called.get("secrets", {}))


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_wants_a_reason(name: str) -> None:
    for way in ("workflow_dispatch", "workflow_call"):
        inputs = files.load(name)["on"][way]["inputs"]
        assert all(one["required"] and one["description"] for one in inputs.values())
        assert "reason" in inputs


@pytest.mark.parametrize("name", BUTTONS)
def test_what_raises_risk_stands_behind_an_environment(name: str) -> None:
    (job,) = files.jobs_of(name).values()
    assert ("governor-raise" in job.get("environment", "")) == (name in RAISING)


def test_what_a_comment_raises_waits_for_the_same_environment() -> None:
    first, second = files.jobs_of("commands").values()
    assert "environment" not in first
    assert second["environment"] == "governor-raise"
    approved = [one["run"] for one in second["steps"] if "governor " in one.get("run", "")]
    assert approved == ["governor respond --approved"]


def test_schedules_queue_and_people_do_not_wait() -> None:
    queue = {"group": "governor-state", "queue": "max"}
    queued = {name for name in WORKFLOWS if files.load(name)["concurrency"] == queue}
    assert queued == set(QUEUED)
    assert queued | set(WITHOUT_QUEUE) == set(WORKFLOWS)
    for name in AT_ONCE:
        assert "github.run_id" in files.load(name)["concurrency"]["group"]


def test_what_writes_the_state_keeps_what_it_could_not_push() -> None:
    for name in set(GOVERNED) - {"doctor"}:
        writes = any(
            job["permissions"].get("contents") == "write" for job in files.jobs_of(name).values()
        )
        assert ("governor-unsent" in files.text_of(name)) == writes


@pytest.mark.parametrize("name", MAILING)
def test_who_mails_is_given_what_a_mail_needs(name: str) -> None:
    (step,) = [one for one in files.steps_of(name) if "governor " in one.get("run", "")]
    kept = {"SENDGRID_API_KEY": "secrets", "META_EMAIL_TO": "secrets"}
    asked = {one: kept.get(one, "vars") for one in MAILS}
    assert {one: step["env"][one] for one in MAILS} == {
        one: f"${{{{ {place}.{one} }}}}" for one, place in asked.items()
    }
    (job,) = files.jobs_of(name).values()
    assert job["permissions"]["contents"] == "write", "that it was mailed is kept"


@pytest.mark.parametrize("name", GOVERNED)
def test_who_reads_or_writes_partitions_is_let_into_the_store_and_nobody_else(name: str) -> None:
    kept = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_KEY"}
    asked = {one: f"${{{{ secrets.{one} }}}}" for one in kept}
    asked |= {one: f"${{{{ vars.{one} }}}}" for one in ("AWS_REGION", "AWS_ENDPOINT_URL")}
    for step in files.steps_of(name):
        given = {key: text for key, text in step.get("env", {}).items() if key in asked}
        runs = "governor " in step.get("run", "") and name in STORED
        assert given == (asked if runs else {})
        if step.get("uses", "").endswith("/actions/setup"):
            assert (step.get("with", {}).get("purpose") == "partitions") == (name in STORED)
    assert kept <= {key for keys in SECRETS.values() for key in keys}


def test_the_required_check_hangs_on_no_path() -> None:
    asked = files.load("gate")["on"]
    assert not {"paths", "paths-ignore", "branches"} & set(asked["pull_request"])
    assert "merge_group" in asked


def test_times_are_those_of_the_policies() -> None:
    text = (ROOT / "policies" / "governor.yml").read_text()
    schedules = yaml.safe_load(text)["schedules"]
    jobs = {
        "forensics": ["forensics"],
        "memo": ["memo"],
        "proposals": ["proposals"],
        "lp-report": ["lp_daily", "lp_weekly"],
    }
    for name, keys in jobs.items():
        crons = [one["cron"] for one in files.load(name)["on"]["schedule"]]
        assert crons == [schedules[key] for key in keys]
    (cycle,) = files.load("cycle")["on"]["schedule"]
    assert cycle["cron"] == f"*/{yaml.safe_load(text)['cadence_minutes']} * * * *"
