"""The button: what it asks for, records and says."""

from pathlib import Path

import pytest

from bot.commands.human import Desk
from bot.commands.rollback import rollback
from bot.errors import BadUsage, Refused
from bot.policy.policy import Policy
from bot.ports.forge.pulls import MergeMethod
from bot.state.audit.entry import Kind
from bot.state.audit.note import PolicySource, Witness
from tests.adapters.reverting import fleet as world
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.state.audit.writing import NOON, entries

REASON = "it trades against us"


class Office:
    def __init__(self, folder: Path) -> None:
        (folder / "templates").mkdir()
        self.fleet = world.found(folder, folder / "templates")
        self.store, self.output = MemoryStore(), HeardOutput()

    def press(self, number: int, reason: str = REASON, by: str = "kim") -> int:
        witness = Witness(NOON, by, PolicySource("digest"), "0.1.0")
        desk = Desk(self.store, self.output, Policy(), witness)
        return rollback(desk, self.fleet.bot, self.fleet.reverts(), number, reason)

    def recorded(self) -> list[object]:
        return [one.body for one in entries(self.store.now) if one.kind is Kind.HUMAN]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_it_opens_one_and_says_so(office: Office) -> None:
    pull = office.fleet.promoted(MergeMethod.MERGE)
    assert office.press(pull.number) == 0
    assert office.output.said == ["Opened #2; merging it undoes #1."]
    assert office.output.results[0]["outcome"] == "opened"
    opened = office.fleet.bot.pull(2)
    assert opened.title == "[ROLLBACK] tide-btc: undo its promotion (#1)"
    assert f"by kim: {REASON}" in opened.body
    assert office.recorded() == [{"act": "rollback", "pull": 1, "reason": REASON}]


def test_a_second_time_it_does_and_records_nothing(office: Office) -> None:
    pull = office.fleet.promoted(MergeMethod.SQUASH)
    assert (office.press(pull.number), office.press(pull.number)) == (0, 0)
    assert office.output.said[-1] == (
        "#2 is open for that already; merging it undoes #1. Nothing changed."
    )
    assert len(office.recorded()) == 1


def test_nothing_left_is_said(office: Office) -> None:
    pull = office.fleet.promoted(MergeMethod.SQUASH)
    office.press(pull.number)
    office.fleet.merge(2, MergeMethod.SQUASH)
    assert office.press(pull.number) == 0
    assert office.output.said[-1] == (
        "There is nothing to roll back of #1: nothing of it is left: it was undone already."
    )


def test_commands_are_said_where_it_cannot_be_done(office: Office) -> None:
    pull = office.fleet.promoted(MergeMethod.SQUASH)
    before = office.fleet.git.text("rev-parse", f"{pull.merge_sha}~1")
    office.fleet.edit("main", agents="agents: [")
    assert office.press(pull.number) == 1
    assert office.output.said[0].startswith("Cannot roll back #1 by itself: ")
    assert office.output.said[1:] == [
        "  git fetch origin main",
        "  git switch --create governor/rollback/1 FETCH_HEAD",
        f"  git revert --no-edit {pull.merge_sha}",
        f"  git diff {pull.merge_sha} {before}  # what has to come out, where it stops",
        "  git revert --continue  # once that is solved and added",
        "  git push origin governor/rollback/1",
    ]


@pytest.mark.parametrize(("reason", "by"), [("", "kim"), ("why", ""), ("  ", "kim")])
def test_nobody_asks_without_reason_and_name(office: Office, reason: str, by: str) -> None:
    pull = office.fleet.promoted(MergeMethod.SQUASH)
    with pytest.raises(BadUsage):
        office.press(pull.number, reason, by)
    assert office.fleet.bot.branch_head("governor/rollback/1") is None


def test_what_was_not_merged_is_refused_and_not_recorded(office: Office) -> None:
    office.fleet.edit("topic", agents=world.LIVE)
    office.fleet.open("topic")
    with pytest.raises(Refused):
        office.press(1)
    assert office.recorded() == []
