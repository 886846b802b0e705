"""Mails through the door: a state branch, GitHub's face, and SendGrid's real client on loopback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.local_forge import LocalForge
from bot.ports.forge.people import Permission, Repository
from bot.ports.store import Message
from bot.state.put import PutDocument
from bot.state.report.report import REPORT
from bot.words.instant import parse
from tests.adapters.state_git import BRANCH, SEALED, git, open_store
from tests.effects import reports
from tests.face.face import Face
from tests.face.server import serve
from tests.fakes.sendgrid_server import KEY, Reply, SendGridServer, refused, sendgrid
from tests.policy.shipped import texts

ROOT = Path(__file__).parents[2]
NOW = "2026-11-21T07:40:00.000Z"
ANN, BOB, CID = THREE = ("ann@lp.example", "bob@lp.example", "cid@lp.example")
LISTED = f"lp_daily: [{', '.join(THREE)}]"


@dataclass
class Fleet:
    folder: Path
    remote: Path
    carrier: SendGridServer
    environment: Mapping[str, str]

    def begin(self, clone: str = "clone", *more: str) -> "subprocess.Popen[str]":
        if not (self.folder / clone).exists():
            git(self.folder, "clone", "--quiet", str(self.remote), clone)
        words = ["lp-report", "--due", "--json", "--now", NOW, "--repo", clone, *more]
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def state(self, path: str) -> str:
        return git(self.remote, "show", f"{BRANCH}:state/{path}")


def ended(process: "subprocess.Popen[str]") -> tuple[int, dict[str, Any], str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, json.loads(out or "{}"), err


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    files = dict(texts())
    governor = files["policies/governor.yml"].decode()
    assert "lp_daily: []" in governor
    files["policies/governor.yml"] = governor.replace("lp_daily: []", LISTED).encode()
    clock, here = (lambda: parse(NOW)), Repository("acme/fleet", "main")
    forge = LocalForge.found(tmp_path / "forge", clock, here, files)
    forge.admit("bot", Permission.WRITE, is_bot=True)
    git(tmp_path, "clone", "--quiet", str(forge.remote), "clone")
    report = reports.usual().model_dump(mode="json")
    operation = PutDocument(REPORT.pattern, REPORT.version, report)
    open_store(tmp_path / "clone").commit([operation], Message("Judge"))
    face = Face(forge.acting_as, clock, {"ghs_token": "bot"}, here.full_name, "/api/v3")
    with serve(face), sendgrid() as carrier:
        environment = {
            **SEALED,
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": face.url,
            "GITHUB_EVENT_NAME": "schedule",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": here.full_name,
            "GITHUB_RUN_ID": "4711",
            "GITHUB_TOKEN": "ghs_token",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": carrier.url,
            "EMAIL_FROM": "bot@fleet.example",
        }
        yield Fleet(tmp_path, forge.remote, carrier, environment)
    assert face.mistakes == []


def fail_and_crash(fleet: Fleet, running: "list[subprocess.Popen[str]]") -> None:
    """Let the second be refused, and the machine be gone once the third was taken."""

    def script(_nth: int, body: dict[str, Any]) -> Reply | None:
        to = body["personalizations"][0]["to"][0]["email"]
        if to == BOB:
            return refused(400, "the mailbox is full")
        if to == CID:
            fleet.carrier.taken.append(body)
            os.kill(running[0].pid, signal.SIGKILL)
        return None if to == ANN else Reply(202)

    fleet.carrier.script = script


@pytest.mark.parametrize("has_feed", [True, pytest.param(False, marks=pytest.mark.long)])
def test_the_second_fails_and_the_third_crashes_and_each_gets_one(
    fleet: Fleet, *, has_feed: bool
) -> None:
    fleet.carrier.has_feed = has_feed
    running: list[subprocess.Popen[str]] = []
    fail_and_crash(fleet, running)
    running.append(fleet.begin())
    assert ended(running[0])[0] == -signal.SIGKILL
    assert fleet.carrier.recipients == [ANN, CID]
    assert "state/slots.json" not in git(fleet.remote, "ls-tree", "-r", "--name-only", BRANCH)

    fleet.carrier.script = lambda _nth, _body: None
    code, told, said = ended(fleet.begin("another"))
    assert sorted(fleet.carrier.recipients) == sorted(THREE)
    if has_feed:
        assert (code, told["had"], told["sent"], told["missing"]) == (0, 2, 1, 0)
    else:
        # Nobody can tell whether the third has it: a person says so, and nobody gets two.
        assert (code, told["had"], told["sent"], told["missing"]) == (1, 1, 1, 1)
        assert "A mail to c…@lp.example was begun" in said
    assert ended(fleet.begin("third"))[0] == code
    assert sorted(fleet.carrier.recipients) == sorted(THREE)
    intents = fleet.state("intents/2026-11.jsonl")
    assert "lp.example" not in intents
    assert not any(secret in intents + said for secret in (KEY, *THREE))
    phases = [json.loads(line)["phase"] for line in intents.splitlines()]
    assert phases == ["intended", "done", "intended", "failed", "intended", "intended", "done"] + (
        ["done"] if has_feed else []
    )


def test_of_two_runs_at_once_each_gets_one(fleet: Fleet) -> None:
    both = [fleet.begin("one"), fleet.begin("two")]
    results = [ended(one) for one in both]
    assert sorted(fleet.carrier.recipients) == sorted(THREE), results
    assert sum(told.get("sent", 0) for _, told, _ in results) == 3


def test_without_proof_of_where_it_runs_nothing_is_sent(fleet: Fleet) -> None:
    fleet.environment = {**fleet.environment, "GITHUB_EVENT_NAME": "pull_request"}
    code, _, said = ended(fleet.begin())
    assert (code, fleet.carrier.requests) == (0, 0)
    assert "Only written, not sent: the event is 'pull_request'" in said
