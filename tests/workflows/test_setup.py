"""What the setup action does for real: an environment of its own by the lock."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.files import ROOT, SETUP

LIMIT_MB = 300


@pytest.mark.long
def test_it_installs_governor_by_its_lock_and_what_agents_need(tmp_path: Path) -> None:
    folder, wanted = tmp_path / "venv", tmp_path / "requirements.txt"
    wanted.write_text("iniconfig\n")
    subprocess.run([str(SETUP / "install"), str(folder), str(wanted)], check=True)
    said = subprocess.run(
        [str(folder / "bin" / "governor"), "policy", "check", "--repo", str(ROOT)],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.defpath},
    )
    assert "9 policy files without a mistake" in said.stdout
    subprocess.run(
        [str(folder / "bin" / "python"), "-c", "import iniconfig"], check=True, cwd=tmp_path
    )
    size = sum(one.lstat().st_size for one in folder.rglob("*")) / 1e6
    assert size < LIMIT_MB


@pytest.mark.parametrize(
    ("place", "purpose", "locks"),
    [
        ("", "partitions", ["run.txt"]),
        ("s3://fleet/governor", "", ["run.txt"]),
        ("s3://fleet/governor", "partitions", ["run.txt", "lake.txt"]),
    ],
)
def test_what_reads_an_object_store_comes_where_policies_name_one(
    tmp_path: Path, place: str, purpose: str, locks: list[str]
) -> None:
    """Every pip is one that only writes down which locks it was given; the rest is real."""
    folder, noted = tmp_path / "venv", tmp_path / "noted"
    policies = tmp_path / "fleet" / "policies"
    shutil.copytree(ROOT / "policies", policies)
    governor = policies / "governor.yml"
    governor.write_text(governor.read_text().replace('ledger: ""', f'ledger: "{place}"'))
    tools = tmp_path / "tools"
    tools.mkdir()
    _script(tools / "python", f'[ "$2" = pip ] && echo "$@" >> {noted}; true')
    (folder / "bin").mkdir(parents=True)
    _script(folder / "bin" / "governor", f'exec {sys.executable} -m bot "$@"')
    subprocess.run(
        [str(SETUP / "install"), str(folder), "", purpose],
        check=True,
        cwd=policies.parent,
        env={"PATH": f"{tools}:{os.defpath}", "PYTHONPATH": str(ROOT)},
    )
    assert [
        name
        for name in re.findall(r"requirements/(\w+\.txt)", noted.read_text())
        if name != "build.txt"
    ] == locks


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
