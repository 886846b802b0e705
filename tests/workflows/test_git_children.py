"""How often a cycle over a branch starts git, counted by a git on the way to the real one."""

import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from bench.child import run
from bot.words.instant import render
from tests.adapters.state_git import git
from tests.workflows.fleet import ROOT, Fleet, clock

MOST = 12
COUNTING = """\
#!/bin/sh
echo "$*" >> {log}
exec {real} "$@"
"""


def test_a_cycle_starts_git_seldom(fleet: Fleet, tmp_path: Path) -> None:
    job, log, now = tmp_path / "job", tmp_path / "started", clock()
    git(tmp_path, "clone", "--quiet", "--depth=1", fleet.forge.remote.as_uri(), str(job))
    environment = {
        **fleet.act.environment,
        **fleet.act.secrets,
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_REF": "refs/heads/main",
        "PYTHONPATH": str(ROOT),
        "PATH": f"{_counting(tmp_path / 'bin', log)}{os.pathsep}{os.environ['PATH']}",
    }
    for at in (now, now + timedelta(minutes=30)):
        log.write_text("")
        shutil.rmtree(job / ".governor", ignore_errors=True)
        fleet.at(at)
        run([sys.executable, "-m", "bot", "cycle", "--now", render(at)], job, environment)
    started = log.read_text().splitlines()
    assert any(" push " in f" {line} " for line in started)
    assert len(started) <= MOST, "\n".join(started)


def _counting(folder: Path, log: Path) -> Path:
    real = shutil.which("git")
    folder.mkdir()
    shim = folder / "git"
    shim.write_text(COUNTING.format(log=log, real=real))
    shim.chmod(0o755)
    return folder
