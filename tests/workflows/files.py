"""The workflow files as data."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
SETUP = ROOT / ".github" / "actions" / "setup"
WORKFLOWS = sorted(path.stem for path in FOLDER.glob("*.yml"))
GOVERNED = [name for name in WORKFLOWS if name != "ci"]
PINNED = re.compile(r"uses: (?P<action>[\w.-]+/[\w.-]+)@(?P<ref>[0-9a-f]{40}) # v\d+\.\d+\.\d+$")
Data = Mapping[str, Any]


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def load(name: str) -> Data:
    """Read a workflow; YAML takes the key `on` for a truth value."""
    data = yaml.safe_load(text_of(name))
    return {"on" if key is True else key: value for key, value in data.items()}


def jobs_of(name: str) -> Mapping[str, Data]:
    jobs: Mapping[str, Data] = load(name)["jobs"]
    return jobs


def steps_of(name: str) -> Iterator[Data]:
    for job in jobs_of(name).values():
        yield from job["steps"]


def lines_of(name: str) -> list[str]:
    return [step["run"] for step in steps_of(name) if "run" in step]


def pinned_actions() -> dict[str, str]:
    """Give every action that is used, with the commit it is pinned to."""
    files = [*FOLDER.glob("*.yml"), SETUP / "action.yml"]
    lines = [line.strip() for path in files for line in path.read_text().splitlines()]
    found = [match for line in lines if (match := PINNED.search(line))]
    return {match["action"]: match["ref"] for match in found}
