"""The demo, short: it tells the truth about what it did, and tells it the same way twice."""

import io
import json
import subprocess
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.fingerprints import fingerprints
from bot.adapters.policies import policy_texts
from bot.cli.main import run
from bot.policy.load import read

DAYS = "9"
pytestmark = pytest.mark.xdist_group("demo")  # one life for all that look at it


def lived(folder: Path) -> str:
    said = io.StringIO()
    with redirect_stdout(said):
        assert run(["demo", "--out", str(folder), "--days", DAYS]) == 0
    return said.getvalue()


def state(folder: Path) -> str:
    command = ["git", "ls-tree", "-r", "origin/governor-state"]
    fleet = folder / "fleet"
    return subprocess.run(command, cwd=fleet, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True, slots=True)
class Demo:
    folder: Path
    said: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "out"
    return Demo(folder, lived(folder))


def test_it_tells_what_happened(demo: Demo) -> None:
    folder, said = demo.folder, demo.said
    assert "9 days, 12 agents" in said
    assert "rita's pull request #2 is merged; kill list: banished-btc." in said
    assert "Killed cracked-eth; it will not run again until" in said
    assert "kim is refused. Cannot revive banished-btc" in said
    assert "hanging    timed out, 0 signals stored" in said
    assert "banished   never started, killed: banished is killed" in said
    assert "The audit record is sound" in said
    assert "<h1>Fleet</h1>" in (folder / "site/index.html").read_text()
    assert {"ic_weekly.md", "lp_daily.eml", "lp_weekly.html"} <= {
        one.name for one in (folder / "papers").iterdir()
    }
    assert "An anchor outside the record vouches for entry" in said
    assert "state/classic.json" in state(folder)


def test_it_happens_the_same_again_and_replaces_the_one_that_stands_there(demo: Demo) -> None:
    before = state(demo.folder)
    assert lived(demo.folder) == demo.said
    assert state(demo.folder) == before


def test_other_people_s_folders_are_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert run(["demo", "--out", str(tmp_path)]) == 1
    assert "something else is there. Name another with --out." in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_the_printed_table_is_what_the_state_holds(demo: Demo) -> None:
    """Counts its lines by plain git."""
    show = ["git", "grep", "-c", '"agent":"tide-btc"', "origin/governor-state", "--"]
    found = subprocess.run(
        [*show, "state/events/telemetry"],
        cwd=demo.folder / "fleet",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    runs = sum(int(line.rpartition(":")[2]) for line in found.splitlines())
    row = next(line for line in demo.said.splitlines() if line.startswith("tide-btc"))
    assert row.split()[2] == str(runs) == str(int(DAYS) - 1)


def test_its_signals_carry_the_fingerprints_of_its_registry(demo: Demo) -> None:
    fleet = demo.folder / "fleet"
    policy, _ = read(policy_texts(fleet))
    assert policy is not None
    wanted, _ = fingerprints(fleet, policy)
    show = ["git", "grep", "-h", '"fingerprint"', "origin/governor-state", "--"]
    found = subprocess.run(
        [*show, "state/events/signals"],
        cwd=fleet,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [json.loads(line) for line in found.splitlines()]
    assert lines
    assert all(line["fingerprint"] == wanted[line["agent"]] for line in lines)


@pytest.mark.long
def test_a_whole_life_tells_luck_from_edge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert (
        "Governor opened #4 [AUTO-PROMOTE] tide-eth to canary; acme read it and merged it" in said
    )
    assert "tide-eth knows something and is live" in said
    assert "anchor-sol knows something and is canary" in said
    assert "ember-btc lost its edge on Aug 03 and was demoted 10 days later." in said
    assert "ember-eth lost its edge on Aug 03 and was demoted 6 days later." in said
    assert "made +7,884.9 bps and is shadow: its E never passed 4.06." in said
    assert "] clover-sol to" not in said
    assert "tide-btc: Killed: the portfolio fell by 71 bps, the limit is 60." in said
    assert "Governor opened #12 [ROLLBACK] tide-btc: undo its promotion (#10)" in said
