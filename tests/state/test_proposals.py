"""Proposals as operations: taken in, accepted once, and never lost to one another."""

import pytest

from bot.state.documents import load
from bot.state.proposals import PROPOSALS, AcceptProposal, NoteProposals, Proposals
from bot.state.wire import DECODERS
from bot.words.instant import DAY, parse
from tests.effects.proposals.world import AT, made, proposed
from tests.fakes.store import MemoryTree

NOW = parse(AT)
ONE = made()
NOTE = NoteProposals(NOW, "gpt-4.1-mini", "", (proposed(ONE),))
ACCEPT = AcceptProposal(ONE.id, NOW, "kim", "worth a try")


def held(tree: MemoryTree) -> Proposals:
    return load(tree, PROPOSALS)


def test_one_is_accepted_once() -> None:
    tree = MemoryTree().run([NOTE, ACCEPT])
    (one,) = held(tree).proposals
    assert one.state == "accepted"
    assert one.accepted is not None
    assert (one.accepted.by, one.accepted.reason, one.rank) == ("kim", "worth a try", None)
    assert list(AcceptProposal(ONE.id, NOW, "lee", "me too").apply(tree)) == []


def test_a_round_that_did_not_see_the_acceptance_leaves_it() -> None:
    later = NoteProposals(NOW + DAY, "", "", (proposed(ONE, state="expired"),))
    tree = MemoryTree().run([NOTE, ACCEPT, later])
    assert [one.state for one in held(tree).proposals] == ["accepted"]


def test_what_ended_is_not_accepted() -> None:
    ended = NoteProposals(NOW, "", "", (proposed(ONE, state="withdrawn"),))
    tree = MemoryTree().run([ended])
    assert list(ACCEPT.apply(tree)) == []


def test_an_older_round_that_comes_late_changes_nothing() -> None:
    tree = MemoryTree().run([NOTE])
    assert list(NoteProposals(NOW - DAY, "", "", ()).apply(tree)) == []


def test_of_those_that_came_to_nothing_the_oldest_are_forgotten() -> None:
    many = [made(name=f"idea-{n}", symbols=["SOL"]) for n in range(60)]
    refused = tuple(proposed(one, state="refused") for one in many)
    tree = MemoryTree().run([NOTE, ACCEPT, NoteProposals(NOW, "", "", refused)])
    assert len(held(tree).having("refused")) == 40
    assert len(held(tree).having("accepted")) == 1


def test_one_is_found_by_name_or_id() -> None:
    document = held(MemoryTree().run([NOTE]))
    assert document.find(ONE.name) == document.find(ONE.id) == proposed(ONE)
    assert document.find(ONE.name, "accepted") is None


@pytest.mark.parametrize("operation", [NOTE, ACCEPT], ids=lambda one: one.kind)
def test_operations_survive_being_written_down(operation: NoteProposals | AcceptProposal) -> None:
    assert DECODERS[operation.kind](operation.wire()) == operation


def test_only_an_accepted_one_says_why_it_was_made_and_in_one_plain_line() -> None:
    odd = made(thesis="It falls too far,\n\tand\x1b[31m comes back. " + "x" * 300)
    note = NoteProposals(NOW, "gpt-4.1-mini", "", (proposed(odd),))
    assert held(MemoryTree().run([note])).theses() == {}
    accept = AcceptProposal(odd.id, NOW, "kim", "worth a try")
    (thesis,) = held(MemoryTree().run([note, accept])).theses().values()
    assert thesis.startswith("It falls too far, and\\u001b[31m comes back. xxx")
    assert thesis.isprintable()
    assert thesis.endswith("…")
