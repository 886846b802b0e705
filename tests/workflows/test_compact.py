"""Making room by the clock, and old commits made one by a person."""

from datetime import timedelta

import pytest

from tests.adapters.state_git import git
from tests.workflows.act import Event
from tests.workflows.fleet import STATE, Fleet, clock

MONTHLY = Event("schedule", {"schedule": "40 4 2 * *"})
WHY = "a year is enough"


@pytest.fixture
def old(fleet: Fleet) -> Fleet:
    """Give a fleet with acts of longer ago than any commit is kept."""
    for act in ("pause", "release"):
        assert fleet.governor(act, "far", "--reason", WHY, "--by", "kim") == 0
    fleet.at(clock() + timedelta(days=60))
    return fleet


def commits(fleet: Fleet, ref: str = STATE) -> int:
    return int(git(fleet.forge.remote, "rev-list", "--count", ref))


def archives(fleet: Fleet) -> list[str]:
    return git(fleet.forge.remote, "for-each-ref", "--format=%(refname)", "refs/governor").split()


def test_the_clock_squashes_nothing(old: Fleet) -> None:
    before = git(old.forge.remote, "for-each-ref")
    ran = old.run("compact", MONTHLY)
    assert ran.jobs == {"compact": "success"}, ran.text
    assert git(old.forge.remote, "for-each-ref") == before


def test_a_person_squashes_with_a_reason(old: Fleet) -> None:
    before = commits(old)
    refused = old.press("compact", squash="true", reason="")
    assert refused.jobs == {"compact": "failure"}
    assert "no reason was given" in refused.text
    assert (commits(old), archives(old)) == (before, [])
    ran = old.press("compact", squash="true", reason=WHY)
    assert ran.jobs == {"compact": "success"}, ran.text
    act = old.audit()[-1]
    assert (act["actor"], act["body"]["act"], act["body"]["reason"]) == ("kim", "compact", WHY)
    (archive,) = archives(old)
    assert (commits(old), commits(old, archive)) == (2, before + 1)
    assert old.governor("audit", "verify", "--archive") == 0
