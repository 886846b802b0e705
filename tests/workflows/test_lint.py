"""What the linters of workflows say: nothing, with what is accepted beside its reason."""

import os
import subprocess

from tests.workflows.act import TOOLS
from tests.workflows.files import ROOT


def said(*command: str) -> str:
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=ROOT,
        env={"PATH": path, "HOME": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_actionlint_with_shellcheck_finds_nothing() -> None:
    assert (TOOLS / "shellcheck").exists()
    assert said("actionlint") == ""
    assert said("shellcheck", ".github/actions/setup/install", ".ci/run") == ""


def test_zizmor_finds_nothing() -> None:
    assert said("zizmor", "--offline", "--persona=pedantic", "--strict-collection", ".") == ""


def test_each_accepted_finding_has_its_reason_beside_it() -> None:
    places = [*(ROOT / ".github").rglob("*.yml")]
    lines = [line for path in places for line in path.read_text().splitlines()]
    accepted = [line.partition("zizmor: ignore[")[2] for line in lines if "zizmor: ignore[" in line]
    assert accepted
    assert [one for one in accepted if len(one.partition("]")[2].split()) < 4] == []
