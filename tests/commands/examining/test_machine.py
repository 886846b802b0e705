from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.examining.line import Health
from bot.commands.examining.machine import Machine, clock, machine

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("python", "git", "defects"),
    [
        ((3, 11, 0), (2, 38, 0), []),
        ((3, 13, 1), (2, 51), []),
        ((3, 10, 9), (2, 38, 0), ["python"]),
        ((3, 11, 0), (2, 37, 9), ["git"]),
        ((3, 11, 0), (), ["git"]),
    ],
)
def test_programs_that_are_too_old_are_named(
    python: tuple[int, ...], git: tuple[int, ...], defects: list[str]
) -> None:
    found = [line for line in machine(Machine(python, git)) if line.health is Health.DEFECT]
    assert [line.about for line in found] == defects
    assert all("install" in line.mend for line in found)


@pytest.mark.parametrize(
    ("seconds", "health"), [(0, "ok"), (120, "ok"), (-120, "ok"), (121, "defect"), (-121, "defect")]
)
def test_a_clock_may_differ_a_little(seconds: int, health: str) -> None:
    line = clock(NOW + timedelta(seconds=seconds), NOW, 120)
    assert line.health == health
    assert ("ahead" in line.says) == (seconds > 120)
