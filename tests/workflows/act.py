"""A workflow run by act on this machine, without containers."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.workflows import files

TOOLS = Path(sys.executable).parent
STAND_IN = Path(__file__).with_name("stand_in.py")
INPUTS = {
    "actions/checkout": {
        "repository": "${{ github.repository }}",
        "ref": "",
        "path": "",
        "persist-credentials": "true",
    },
    "actions/upload-artifact": dict.fromkeys(
        ("name", "path", "include-hidden-files", "if-no-files-found", "retention-days"), ""
    ),
    "actions/download-artifact": dict.fromkeys(("name", "path", "run-id", "github-token"), ""),
    "actions/attest": dict.fromkeys(("subject-name", "subject-digest"), ""),
    "actions/upload-pages-artifact": {"path": ""},
    "actions/deploy-pages": {},
    "actions/setup-python": dict.fromkeys(("python-version", "cache", "cache-dependency-path"), ""),
}
# The queue is GitHub's; act runs one thing at a time and does not know the word.
UNKNOWN_TO_ACT = "  queue: max\n"
SEALED = ("PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")


@dataclass(frozen=True, slots=True)
class Ran:
    """`jobs` holds only those that ran, each with success or failure."""

    jobs: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    actor: str = "kim"


@dataclass(frozen=True, slots=True)
class Act:
    """`folder` is its own; `clone` is what is checked out where it is called."""

    folder: Path
    clone: Path
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    variables: Mapping[str, str]

    def prepare(self) -> None:
        for name in files.WORKFLOWS:
            text = files.text_of(name).replace(UNKNOWN_TO_ACT, "")
            _write(self.folder / "workflows" / f"{name}.yml", text)
        for action in files.pinned_actions():
            _write(self.folder / "actions" / action / "action.yml", _stand_in(action))

    def run(self, workflow: str, event: Event) -> Ran:
        payload = self.folder / "event.json"
        payload.write_text(json.dumps(event.payload))
        done = subprocess.run(
            [
                str(TOOLS / "act"),
                *(event.name, "--json", "--no-cache-server", "--actor", event.actor),
                *("-W", str(self.folder / "workflows" / f"{workflow}.yml")),
                *("-P", "ubuntu-latest=-self-hosted", "-e", str(payload)),
                *("--action-cache-path", str(self.folder / "cache")),
                *self._actions(),
                *_pairs("--env", self.environment),
                *_pairs("-s", self.secrets),
                *_pairs("--var", self.variables),
            ],
            cwd=self.clone,
            env={name: os.environ[name] for name in SEALED} | {"HOME": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return _read(done.stdout.splitlines(), done.stderr)

    def _actions(self) -> Sequence[str]:
        pairs = files.pinned_actions().items()
        places = [f"{name}@{ref}={self.folder / 'actions' / name}" for name, ref in pairs]
        return [word for place in places for word in ("--local-repository", place)]


def _read(lines: Sequence[str], noise: str) -> Ran:
    said = [json.loads(line) for line in lines if line.startswith("{")]
    jobs = {one["jobID"]: one["jobResult"] for one in said if "jobResult" in one}
    return Ran(jobs, "".join(one.get("msg", "") + "\n" for one in said) + noise)


def _pairs(option: str, values: Mapping[str, str]) -> Sequence[str]:
    return [word for key, value in values.items() for word in (option, f"{key}={value}")]


def _stand_in(action: str) -> str:
    inputs = {name: {"required": False, "default": value} for name, value in INPUTS[action].items()}
    step = {
        "id": "step",
        "shell": "bash",
        "run": f"{sys.executable} {STAND_IN} {action}",
        "env": {"INPUTS": "${{ toJSON(inputs) }}"},
    }
    names = ("commit", "page_url")
    outputs = {name: {"value": f"${{{{ steps.step.outputs.{name} }}}}"} for name in names}
    runs = {"using": "composite", "steps": [step]}
    whole = {"name": action, "description": "x", "inputs": inputs, "outputs": outputs, "runs": runs}
    return json.dumps(whole)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
