"""A fleet on this machine: its forge behind GitHub's API, its remote, a venue, and people."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapters.local_forge import LocalForge
from bot.cli.main import run
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import NewPull, PullRequest
from bot.words import instant
from bot.words.instant import to_ms
from tests.adapters.state_git import git
from tests.face.face import Face
from tests.face.server import serve
from tests.fakes.venue_server import Market, VenueServer, made, venue_server
from tests.policy.shipped import texts
from tests.workflows.act import Act, Event, Ran

ROOT = Path(__file__).parents[2]
STATE = "governor-state"
BOT = "governor[bot]"
PEOPLE = {
    "acme": Permission.ADMIN,
    "kim": Permission.WRITE,
    "rita": Permission.READ,
    BOT: Permission.WRITE,
}
REGISTRY = """\
v: 1
agents:
  - {name: echo, strategy_class: momentum, entry_point: "agents.echo:run", code: [agents/echo.py],
     schedule: "* * * * *", owner: kim}
  - {name: far, strategy_class: reversion, version: a, owner: kim}
"""
ECHO = """\
def run():
    return {"symbol": "BTCUSDT", "direction": "LONG", "prob_up": 0.6, "confidence": 0.6}
"""
PRICES = "v: 1\nvenues:\n  - {{name: near, kind: binance, url: {url}}}\n"
OPTED = ("GOVERNOR_ATTEST", "GOVERNOR_SITE")
# The time stands before what follows `--`; without a file `now` it is the machine's.
LAUNCHER = """\
#!{python}
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from bot.cli.main import main
if __name__ == "__main__":  # as in an installed script: a process of its own imports it again
    words, now = sys.argv[1:], Path({now!r})
    at = words.index("--") if "--" in words else len(words)
    main([*words[:at], *(["--now", now.read_text()] if now.exists() else []), *words[at:]])
"""


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Fleet:
    folder: Path
    forge: LocalForge
    face: Face
    venue: VenueServer
    act: Act

    def run(self, workflow: str, event: Event) -> Ran:
        git(self.act.clone, "pull", "--quiet")
        here = {"full_name": "acme/fleet", "default_branch": "main", "private": True}
        return self.act.run(
            workflow,
            Event(event.name, {"repository": here, **event.payload}, event.actor),
        )

    def press(self, workflow: str, **inputs: str) -> Ran:
        return self.run(workflow, Event("workflow_dispatch", {"inputs": inputs}))

    def governor(self, *words: str) -> int:
        """Do at a desk what no workflow is tried with."""
        git(self.act.clone, "pull", "--quiet")
        return run([*words, "--repo", str(self.act.clone)])

    def at(self, now: datetime) -> None:
        """Let all that is called from here on take this for the time."""
        (self.folder / "harness" / "now").write_text(instant.render(now))
        self.venue.now_ms = to_ms(now)

    def merged(self, path: str, text: str) -> None:
        """Put a change on the default branch."""
        head = self.forge.branch_head("main")
        assert head
        change = FileChange(path, text.encode())
        self.forge.commit_files("main", head, [change], f"Change {path}", head)

    def state(self, path: str) -> str:
        """Give a file of the state branch, empty where it is missing."""
        done = subprocess.run(
            ["git", "show", f"{STATE}:state/{path}"],
            cwd=self.forge.remote,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    def page(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.state(path))

    def audit(self) -> list[dict[str, Any]]:
        names = git(self.forge.remote, "ls-tree", "-r", "--name-only", STATE).split()
        paths = [name for name in names if name.startswith("state/audit/")]
        texts = [self.state(path.removeprefix("state/")) for path in sorted(paths)]
        return [json.loads(line) for text in texts for line in text.splitlines()]

    def pull(self, branch: str, files: Mapping[str, str], login: str = "kim") -> PullRequest:
        forge = self.forge.acting_as(login)
        head = forge.branch_head("main")
        assert head
        changes = [FileChange(path, text.encode()) for path, text in files.items()]
        forge.commit_files(branch, head, changes, f"Change {branch}", None)
        return forge.open_pull(NewPull(f"Change {branch}", branch, "main"))

    def pull_from_fork(self, login: str, files: Mapping[str, str]) -> PullRequest:
        theirs = self.folder / f"fork-of-{login}"
        git(self.folder, "clone", "--quiet", str(self.forge.fork(login)), str(theirs))
        for path, text in files.items():
            (theirs / path).write_text(text)
        git(theirs, "checkout", "--quiet", "-b", "idea")
        git(theirs, "commit", "--quiet", "--all", "--message", "An idea")
        git(theirs, "push", "--quiet", "origin", "idea")
        return self.forge.acting_as(login).open_pull(NewPull("Idea", f"{login}:idea", "main"))

    def policy(self, name: str) -> str:
        data = self.forge.read_file(f"policies/{name}.yml", "main")
        assert data
        return data.decode()


@contextmanager
def founded(
    folder: Path,
    symbols: Sequence[str] = ("BTC",),
    market: Callable[[str], Market] = made,
    now: Callable[[], datetime] = clock,
) -> Iterator[Fleet]:
    markets = {f"{symbol}USDT": market(symbol) for symbol in symbols}
    with venue_server(markets, to_ms(now())) as venue:
        here = Repository("acme/fleet", "main")
        forge = LocalForge.found(folder / "forge", now, here, _files(venue.url))
        for login, permission in PEOPLE.items():
            forge.admit(login, permission, is_bot=login.endswith("[bot]"))
        face = Face(forge.acting_as, now, {"ghs_token": BOT}, here.full_name, "/api/v3")
        with serve(face) as served:
            act = _act(folder, forge, served)
            act.prepare()
            yield Fleet(folder, forge.acting_as("acme"), served, venue, act)
        assert served.mistakes == []


def _files(venue: str) -> Mapping[str, bytes]:
    return {
        **texts(),
        "policies/agents.yml": REGISTRY.encode(),
        "policies/prices.yml": PRICES.format(url=venue).encode(),
        "agents/__init__.py": b"",
        "agents/echo.py": ECHO.encode(),
        ".ci/run": b'#!/bin/sh\necho checked > "$HARNESS/checked"\n',
    }


def _act(folder: Path, forge: LocalForge, face: Face) -> Act:
    harness, clone = folder / "harness", folder / "clone"
    (harness / "bin").mkdir(parents=True)
    (harness / "remote").write_text(forge.remote.as_uri())
    launcher = harness / "bin" / "governor"
    now = str(harness / "now")
    launcher.write_text(LAUNCHER.format(python=sys.executable, root=str(ROOT), now=now))
    launcher.chmod(0o755)
    git(folder, "clone", "--quiet", str(forge.remote), str(clone))
    environment = {
        "GITHUB_REPOSITORY": "acme/fleet",
        "GITHUB_API_URL": face.url,
        "HARNESS": str(harness),
    }
    return Act(
        folder, clone, environment, {"GITHUB_TOKEN": "ghs_token"}, dict.fromkeys(OPTED, "true")
    )
