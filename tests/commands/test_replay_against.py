"""Two policies on one past, through the command: by folder and by commit."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.cli.main import run
from tests import snapshots

DAYS = 26
SMALL = World("small", DAYS, {"none": 2, "edge": 3, "negative": 1})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    life = next(iter(lives(SMALL, [5])))
    return write_world(life, tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def easier(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ask for little evidence only."""
    folder = tmp_path_factory.mktemp("easier") / "policies"
    shutil.copytree(world / "policies", folder)
    file = folder / "promotion.yml"
    file.write_text(file.read_text("utf-8").replace("e_value: 7 ", "e_value: 1.6 "), "utf-8")
    return folder


def against(world: Path, policies: Path, other: str, out: Path) -> int:
    folders = ("--events", world / "events", "--prices", world / "prices")
    places = (*folders, "--policies", policies, "--out", out)
    return run(["replay", *map(str, places), "--every", "180", "--against", other])


def test_a_lower_bar_lets_somebody_rise_earlier(world: Path, easier: Path, tmp_path: Path) -> None:
    assert against(world, easier, str(world / "policies"), tmp_path) == 0
    found = json.loads((tmp_path / "comparison.json").read_bytes())
    assert found["differences"]
    first = found["differences"][0]
    assert first["decision"] == "PROMOTE"
    assert found["first_divergence"] == first["after"]
    before, after = first["sides"]
    assert (before["decision"], after["decision"]) == ("HOLD", "PROMOTE")
    assert (tmp_path / "comparison.svg").read_bytes().startswith(b"<svg")
    snapshots.matches("comparison.md", (tmp_path / "comparison.md").read_text("utf-8"))


def test_the_same_policies_come_to_the_same(world: Path, tmp_path: Path) -> None:
    policies = world / "policies"
    assert against(world, policies, str(policies), tmp_path) == 0
    assert json.loads((tmp_path / "comparison.json").read_bytes())["alike"]
    assert "changed nothing" in (tmp_path / "comparison.md").read_text("utf-8")


def test_a_commit_s_policies_are_found_by_its_name(
    world: Path, easier: Path, tmp_path: Path
) -> None:
    repo = tmp_path / "repo"
    shutil.copytree(world / "policies", repo / "policies")
    who = ("-c", "user.name=kim", "-c", "user.email=kim@example.com")
    for words in (["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *words], cwd=repo, check=True)
    for out, other in (("a", "main"), ("b", str(world / "policies"))):
        place = ("--repo", str(repo))
        folders = ("--events", world / "events", "--prices", world / "prices")
        more = ("--policies", easier, "--out", tmp_path / out, "--against", other)
        assert run(["replay", *place, *map(str, (*folders, *more)), "--every", "180"]) == 0
    one, other_one = ((tmp_path / out / "comparison.json").read_bytes() for out in "ab")
    assert one == other_one


def test_an_unknown_name_is_refused_in_a_sentence(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert against(world, world / "policies", "--output=x", tmp_path / "out") == 1
    assert "no commit of this name" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("side", ["--policies", "--against"])
def test_a_candidate_s_mistakes_are_all_named_and_nothing_is_replayed(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], side: str
) -> None:
    bad = tmp_path / "candidate"
    shutil.copytree(world / "policies", bad)
    (bad / "risk.yml").write_text("v: 1\nMAX_DRAWDOWN_BPS: -1\nMAX_POSITION_USD: none\n", "utf-8")
    (bad / "promotion.yml").write_text("v: 1\nalpha_days: many\n", "utf-8")
    chosen = {"--policies": world / "policies", "--against": world / "policies"} | {side: bad}
    folders = {"--events": world / "events", "--prices": world / "prices", "--out": tmp_path / "o"}
    words = [str(word) for pair in {**folders, **chosen}.items() for word in pair]
    assert run(["replay", *words]) == 1
    told = capsys.readouterr()
    for place in ("risk.yml:2: MAX_DRAWDOWN_BPS", "risk.yml:3: MAX_POSITION_USD"):
        assert f"candidate/{place}" in told.err
    assert "candidate/promotion.yml:2: alpha_days" in told.err
    assert told.err.count("candidate/") == 3
    assert told.out == ""
    assert not (tmp_path / "o").exists()


def swept(world: Path, sweep: str, out: Path) -> int:
    folders = ("--events", world / "events", "--prices", world / "prices")
    places = (*folders, "--policies", world / "policies", "--out", out)
    return run(["replay", *map(str, places), "--every", "360", "--sweep", sweep, "--steps", "3"])


def test_a_sweep_tells_of_each_value_and_of_the_own_one(world: Path, tmp_path: Path) -> None:
    assert swept(world, "promotion.canary.e_value=1.5..12", tmp_path) == 0
    found = json.loads((tmp_path / "sweep.json").read_bytes())
    assert [one["value"] for one in found["points"]] == [1.5, 6.75, 7.0, 12.0]
    assert found["own"] == 7
    trading = [one["trading"] for one in found["points"]]
    assert trading == sorted(trading, reverse=True)
    assert trading[0] > trading[-1]
    assert (tmp_path / "sweep.svg").read_bytes().startswith(b"<svg")
    assert "| 7 (now) |" in (tmp_path / "sweep.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        ("promotion.canary.e_valve=1..2", "did you mean"),
        ("promotion.canary.e_value=2..1", "is not below"),
        ("promotion.canary.e_value", "write it like"),
        ("risk.MAX_DRAWDOWN_BPS=-5..-1", "mistake"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], sweep: str, said: str
) -> None:
    assert swept(world, sweep, tmp_path / "out") in (1, 2)
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
