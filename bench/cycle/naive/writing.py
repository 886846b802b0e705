"""Writes down what was found, commits all of it and pushes."""

import json
import subprocess
from pathlib import Path

from bench.cycle.naive.records import Record

WHO = ("-c", "user.name=naive", "-c", "user.email=naive@users.noreply.github.com")
REPORT = Path("reports") / "meta_report.json"


def append(folder: Path, records: list[Record], moment: str) -> None:
    """Add each to the file of the day that it names under `moment`."""
    folder.mkdir(parents=True, exist_ok=True)
    for record in records:
        with (folder / f"{record[moment][:10]}.jsonl").open("a") as file:
            file.write(json.dumps(record) + "\n")


def report(state: Path, found: Record) -> None:
    path = state / REPORT
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=1))


def push(checkout: Path) -> None:
    git(checkout, "add", "-A")
    git(checkout, *WHO, "commit", "--quiet", "--message", "Cycle")
    git(checkout, "push", "--quiet", "origin", "HEAD")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)
