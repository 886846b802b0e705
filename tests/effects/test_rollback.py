"""Which merges a breach undoes, and what the request says to a reader in a hurry."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.effects import marker
from bot.effects.reversal import Manner, Reversal
from bot.effects.rollback import Asked, Reach, Rise, Rollback, rise_of, rollbacks, unreleased
from bot.effects.rollback_words import body, mark_of, note, title
from bot.state.documents import load
from bot.state.fleet import BreachEntry, Fleet
from bot.state.kill_switch import ALL, KILL_SWITCH, KillSwitch, ThrowSwitch
from bot.words.stage import Stage
from tests.fakes.store import MemoryTree
from tests.snapshots import matches

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = timedelta(days=1)
REACH = Reach(timedelta(days=14), late=2 * DAY)
BREACH = BreachEntry(
    at="2026-11-21T09:00:00.000Z",
    drawdown_bps=262.4,
    limit_bps=250.0,
    killed=("reef-sol", "tide-btc"),
    quarantined=("tide-btc-2",),
)
RISE = Rise(12, "tide-btc", scaffolded=False, merged_at=AT - 2 * DAY)
SHAS = ("feed" * 10, "beef" * 10, "cafe" * 10)
CLEAN = Reversal(Manner.CLEAN, "ab" * 20, "rebase", SHAS, ("policies/agents.yml", "tide.md"))
SETTLED = Reversal(
    Manner.SETTLED,
    "ab" * 20,
    "squash",
    SHAS[:1],
    ("policies/agents.yml",),
    settled=("policies/agents.yml",),
    lowered=("policies/agents.yml",),
)


def rise(pull: int, agent: str = "tide-btc", days: float = 1) -> Rise:
    return Rise(pull, agent, scaffolded=False, merged_at=AT - days * DAY)


@pytest.mark.parametrize(
    ("rises", "undone"),
    [
        ([], []),
        ([rise(1)], [1]),
        ([rise(1, days=14)], [1]),
        ([rise(1, days=15.9)], [1]),
        ([rise(1, days=15.9), rise(2, days=15.8)], [2]),
        ([rise(1, days=15.9), rise(2, days=3)], [2]),
        ([rise(1, days=15.9), rise(2, "reef-sol", days=15)], [2, 1]),
        ([rise(1, days=16.1)], []),
        ([rise(1, "anchor-eth")], []),
        ([rise(1, "tide-btc-2")], []),
        ([rise(1), rise(7, "reef-sol"), rise(3, days=9), rise(1)], [7, 3, 1]),
        ([rise(4, days=-0.1)], [4]),
    ],
)
def test_what_killed_agents_rose_by_is_undone_the_newest_first(
    rises: list[Rise], undone: list[int]
) -> None:
    found = rollbacks([BREACH], rises, REACH)
    assert [one.pull for one in found] == undone
    assert all(one.breach is BREACH and one.key == f"rollback/{one.pull}" for one in found)


def test_a_breach_that_only_paused_undoes_nothing() -> None:
    paused = BREACH.model_copy(update={"killed": (), "pauses": True})
    assert rollbacks([paused], [rise(1)], REACH) == []


@pytest.mark.parametrize(
    ("cause", "left"),
    [(f"breach/{BREACH.at}", [BREACH]), ("breach/2026-11-01T00:00:00.000Z", []), ("pause", [])],
)
def test_a_released_breach_asks_for_nothing(cause: str, left: list[BreachEntry]) -> None:
    freeze = ThrowSwitch(ALL, Stage.LIVE, cause, AT, "drawdown", "governor")
    switches = load(MemoryTree().run([freeze]), KILL_SWITCH)
    assert list(unreleased(Fleet(breaches=(BREACH,)), switches)) == left
    assert list(unreleased(Fleet(breaches=(BREACH,)), KillSwitch())) == []


@pytest.mark.parametrize(
    ("branch", "agent", "scaffolded"),
    [
        ("governor/promote/tide-btc", "tide-btc", False),
        ("governor/scaffold/tide-btc", "tide-btc", True),
        ("governor/rollback/12", "", False),
        ("governor/promote/", "", False),
        ("mine/governor/promote/tide-btc", "", False),
    ],
)
def test_a_branch_says_who_rose(branch: str, agent: str, scaffolded: bool) -> None:  # noqa: FBT001
    found = rise_of(12, branch, AT)
    assert (found.agent, found.scaffolded) == (agent, scaffolded) if found else not agent


def test_the_request_of_a_breach() -> None:
    wanted = Rollback(12, RISE, BREACH)
    matches("rollback_breach.md", f"{title(wanted)}\n\n{body(wanted, CLEAN)}")


def test_the_request_that_a_person_asked_for() -> None:
    hostile = 'It "trades" @everyone | <img src=x> #1\n## Approved'
    wanted = Rollback(12, asked=Asked("kim", hostile, f"Tide\n{hostile}"))
    matches("rollback_asked.md", f"{title(wanted)}\n\n{body(wanted, SETTLED)}")


def test_the_note_where_a_person_has_to_do_it() -> None:
    why, todo = "tide.py was moved", ("git fetch origin main", "git revert --no-edit feed")
    reversal = Reversal(Manner.BY_HAND, why=why, commands=todo)
    matches("rollback_by_hand.md", note(Rollback(12, RISE, BREACH), reversal))


def test_the_mark_is_of_all_that_is_said() -> None:
    wanted = Rollback(12, RISE, BREACH)
    said = mark_of(wanted, CLEAN)
    assert marker.found(body(wanted, CLEAN)) == said
    assert said.key == "rollback/12"
    assert mark_of(wanted, SETTLED) != said
    assert mark_of(Rollback(12, RISE), CLEAN) != said
