"""What the setup action does for real: an environment of its own by the lock."""

import os
import subprocess
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
