"""History decided again on Actions: a sweep that a person starts, and daily the classic rules."""

import json
from pathlib import Path

from bench.fleet.world import World
from bot.ports.forge.contents import FileChange
from tests.commands.gating import pasts
from tests.workflows.act import Event
from tests.workflows.fleet import ROOT, STATE, Fleet

SMALL = World("small", 4, {"edge": 2, "negative": 1})
PROFILE = "policies/profiles/classic"
SWEEP = "promotion.canary.e_value=2..20"


def judged(fleet: Fleet, folder: Path) -> None:
    """Give the fleet agents and a past: their events, settled and judged."""
    agents = pasts.written(folder, SMALL, 2)["policies/agents.yml"]
    fleet.merged("policies/agents.yml", agents)
    files = pasts.judged(folder).now.files
    head = fleet.forge.branch_head(STATE)
    changes = [FileChange(path, data) for path, data in files.items()]
    start = head or fleet.forge.branch_head("main")
    assert start
    fleet.forge.commit_files(STATE, start, changes, "Judge a past", head)


def test_a_sweep_is_drawn_and_changes_nothing(fleet: Fleet, tmp_path: Path) -> None:
    judged(fleet, tmp_path / "past")
    before = fleet.forge.branch_head(STATE)
    ran = fleet.press("replay", sweep=SWEEP)
    assert ran.jobs == {"replay": "success"}, ran.text
    drawn = fleet.folder / "harness" / "artifacts" / "governor-replay"
    assert {one.name for one in drawn.iterdir()} == {"sweep.json", "sweep.md", "sweep.svg"}
    found = json.loads((drawn / "sweep.json").read_text())
    assert found["key"] == "promotion.canary.e_value"
    assert len(found["points"]) == 11  # the policy's own number is among them
    assert fleet.forge.branch_head(STATE) == before


def test_the_classic_rules_are_tried_daily(fleet: Fleet, tmp_path: Path) -> None:
    judged(fleet, tmp_path / "past")
    for one in sorted((ROOT / PROFILE).glob("*.yml")):
        fleet.merged(f"{PROFILE}/{one.name}", one.read_text())
    ran = fleet.run("forensics", Event("schedule", {"schedule": "30 8 * * *"}))
    assert ran.jobs == {"forensics": "success"}, ran.text
    found = fleet.page("classic.json")
    assert (found["why"], found["since"]) == ("", "2026-01-01")
    assert found["until"] in found["book_bps"]
    before = fleet.forge.branch_head(STATE)
    assert fleet.run("forensics", Event("workflow_dispatch")).jobs == {"forensics": "success"}
    assert fleet.forge.branch_head(STATE) == before


def test_without_a_past_it_says_so(fleet: Fleet) -> None:
    ran = fleet.press("replay", sweep=SWEEP)
    assert ran.jobs == {"replay": "failure"}, ran.text
    assert "Cannot read the past: the state holds no signal yet" in ran.text


def test_a_hostile_sweep_is_never_run(fleet: Fleet) -> None:
    mark = fleet.folder / "PWNED"
    nasty = (
        f"""x"; touch {mark}; $(touch {mark}) `touch {mark}` --out=/tmp ${{{{ github.token }}}}"""
    )
    ran = fleet.press("replay", sweep=nasty)
    assert ran.jobs == {"replay": "failure"}, ran.text
    assert "Cannot sweep" in ran.text
    assert not mark.exists()
