"""What the linters of workflows say: nothing, with what is accepted beside its reason."""

import os
import subprocess

from tests.workflows.act import TOOLS
from tests.workflows.files import PINNED, ROOT, pinned_actions

EXAMPLES = sorted((ROOT / "examples").glob("*/.github/workflows/*.yml"))


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
    assert said("actionlint", *map(str, EXAMPLES)) == ""
    assert said("shellcheck", ".github/actions/setup/install", ".ci/run") == ""


def test_zizmor_finds_nothing() -> None:
    strictly = ("--offline", "--persona=pedantic", "--strict-collection")
    for folder in (".", *{str(path.parents[2]) for path in EXAMPLES}):
        assert said("zizmor", *strictly, folder) == ""


def test_examples_pin_what_the_workflows_pin() -> None:
    assert EXAMPLES
    pinned = pinned_actions()
    for path in EXAMPLES:
        used = [line.strip().removeprefix("- ") for line in path.read_text().splitlines()]
        found = [PINNED.search(line) for line in used if "uses: " in line and "./" not in line]
        assert found
        assert all(one and pinned[one["action"]] == one["ref"] for one in found)


def test_each_accepted_finding_has_its_reason_beside_it() -> None:
    places = [*(ROOT / ".github").rglob("*.yml")]
    lines = [line for path in places for line in path.read_text().splitlines()]
    accepted = [line.partition("zizmor: ignore[")[2] for line in lines if "zizmor: ignore[" in line]
    assert accepted
    assert [one for one in accepted if len(one.partition("]")[2].split()) < 4] == []
