"""The pages for authors of agents: their examples are run, and ingest takes what they wrote."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bot.cli.main import run as governor
from bot.events.check import Event, check
from bot.events.tolerance import Intake
from bot.sdk import emit, run
from tests.adapters.state_git import BRANCH, git, make_bare, make_clone
from tests.fakes.events import TOLERANCE
from tests.fakes.loopback import on_loopback
from tests.fakes.model_server import ModelServer, serving

ROOT = Path(__file__).parents[2]
SDK = (ROOT / "docs" / "sdk.md").read_text(encoding="utf-8")
PRODUCERS = (ROOT / "docs" / "producers.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
REGISTRY = """\
v: 1
agents:
  - {name: momentum-btc, strategy_class: momentum, version: v3}
  - {name: llm-btc, strategy_class: llm, version: v1}
"""


def blocks(page: str, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page) if kind == language]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "policies", tmp_path / "repo" / "policies")
    (tmp_path / "repo" / "policies" / "agents.yml").write_text(REGISTRY)
    return tmp_path / "repo"


def test_the_examples_of_the_sdk_run_and_ingest_takes_what_they_wrote(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    events = repo / "events.jsonl"
    monkeypatch.setenv("GOVERNOR_EVENTS", str(events))
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with serving(ModelServer()) as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        for example in blocks(SDK, "python"):
            exec(compile(example, "docs/sdk.md", "exec"), {})  # noqa: S102 - our own page
    assert capsys.readouterr().out in blocks(SDK, "")
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    costs = {line["model"]: line["cost_usd"] for line in lines if "latency_ms" in line}
    assert costs == {None: 0.0, "gpt-4o-mini-2024-07-18": 0.00018, "qwen-7b": 0.0002}
    assert governor(["ingest", str(events), "--strict", "--local", "--repo", str(repo)]) == 0
    assert f"{len(lines)} lines: {len(lines)} stored" in capsys.readouterr().out


@dataclass
class Forge:
    """As much of GitHub as the page speaks to, over a bare repository."""

    bare: Path
    work: Path
    url: str = ""
    served: bytes = b""
    dispatched: list[bytes] = field(default_factory=list)

    def put(self, path: str, body: dict[str, str]) -> None:
        git(self.work, "fetch", "--quiet", "origin", body["branch"])
        git(self.work, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        (self.work / path).parent.mkdir(parents=True, exist_ok=True)
        (self.work / path).write_bytes(base64.b64decode(body["content"], validate=True))
        git(self.work, "add", "--", path)
        git(self.work, "commit", "--quiet", "--message", body["message"])
        git(self.work, "push", "--quiet", "origin", f"HEAD:{body['branch']}")

    def post(self, body: bytes) -> None:
        fields = json.loads(body)
        assert fields.keys() == {"event_type", "client_payload"}
        self.dispatched.append(json.dumps({"action": fields["event_type"], **fields}).encode())


class _Handler(BaseHTTPRequestHandler):
    forge: Forge

    def do_GET(self) -> None:
        self._answer(200, self.forge.served)

    def do_PUT(self) -> None:
        assert self.headers["Authorization"] == "Bearer none"
        self.forge.put(self.path.removeprefix("/repos/o/r/contents/"), json.loads(self._body()))
        self._answer(201)

    def do_POST(self) -> None:
        assert self.path == "/repos/o/r/dispatches"
        assert self.headers["Authorization"] == "Bearer none"
        self.forge.post(self._body())
        self._answer(204)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, status: int, data: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def standing(forge: Forge) -> Iterator[Forge]:
    with on_loopback(_Handler, forge=forge) as url:
        forge.url = url
        yield forge


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    bare = make_bare(tmp_path / "remote.git")
    with standing(Forge(bare, make_clone(tmp_path / "work", bare))) as found:
        yield found


@dataclass
class Shell:
    """Runs a page's lines in the repository, with `governor` on the path."""

    repo: Path
    forge: Forge
    bin: Path

    def __call__(self, script: str, **more: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.repo,
            env={
                "PATH": f"{self.bin}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "GITHUB_API_URL": self.forge.url,
                "GITHUB_REPOSITORY": "o/r",
                "GITHUB_TOKEN": "none",
                **more,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def shell(tmp_path: Path, repo: Path, forge: Forge) -> Shell:
    place = tmp_path / "bin"
    place.mkdir()
    (place / "governor").write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n')
    (place / "governor").chmod(0o755)
    make_clone(repo, forge.bare)
    return Shell(repo, forge, place)


def said(repo: Path, symbol: str) -> bytes:
    path = repo / "events.jsonl"
    path.unlink(missing_ok=True)
    with run("momentum-btc", "momentum", sink=path):
        emit({"symbol": symbol, "direction": "LONG"})
    return path.read_bytes()


def stored(forge: Forge) -> list[str]:
    day = git(forge.bare, "ls-tree", "-r", "--name-only", BRANCH, "state/events/signals/")
    return [
        json.loads(line)["symbol"]
        for path in day.splitlines()
        for line in git(forge.bare, "show", f"{BRANCH}:{path}").splitlines()
    ]


def test_the_three_ways_in_are_ways_in(shell: Shell, forge: Forge, repo: Path) -> None:
    fetch, put, dispatch, take = blocks(PRODUCERS, "sh")
    forge.served = said(repo, "BTC")
    told = shell(fetch.replace("https://agents.example.com", forge.url))
    assert "2 lines: 2 stored (1 signal, 1 telemetry line)" in told
    said(repo, "ETH")
    shell(put)
    assert "2 lines: 2 stored" in shell("governor ingest")
    said(repo, "SOL")
    shell(dispatch)
    (repo / "event.json").write_bytes(forge.dispatched[0])
    assert "2 lines: 2 stored" in shell(take, GITHUB_EVENT_PATH="event.json")
    assert stored(forge) == ["BTC", "ETH", "SOL"]
    assert not git(forge.bare, "ls-tree", "-r", BRANCH, "state/inbox/")


def test_the_line_for_producers_is_one_that_ingest_takes() -> None:
    (line,) = blocks(PRODUCERS, "jsonl")
    intake = Intake.at(datetime(2026, 11, 21, 12, tzinfo=UTC), TOLERANCE)
    assert isinstance(check(line.strip().encode(), intake), Event)
