"""How branches combine into a verdict."""

import pytest

from bot.decisions.decision import Branch, Verb, decisive, lowering, may_rise, own_cause
from bot.decisions.finding import Finding, at_least
from bot.state.decisions import Decided
from bot.words.stage import Stage

YES, NO = at_least("rule", 1.0, 1.0), at_least("rule", 0.0, 1.0)
UNKNOWN = at_least("rule", None, 1.0)


def branch(verb: Verb, *findings: Finding, advice: bool = False) -> Branch:
    return Branch(verb.value, verb, findings, advice)


@pytest.mark.parametrize(
    ("tree", "rises"),
    [
        ([], False),
        ([branch(Verb.WATCH, NO)], False),
        ([branch(Verb.PROMOTE)], False),
        ([branch(Verb.PROMOTE, YES)], True),
        ([branch(Verb.PROMOTE, YES), branch(Verb.PROMOTE, YES, NO)], False),
        ([branch(Verb.PROMOTE, YES, UNKNOWN)], False),
        ([branch(Verb.PROMOTE, YES), branch(Verb.PROMOTE, NO, advice=True)], True),
        ([branch(Verb.PROMOTE, YES), branch(Verb.WATCH, YES)], False),
        ([branch(Verb.PROMOTE, YES), branch(Verb.WATCH, YES, UNKNOWN)], True),
        ([branch(Verb.PROMOTE, YES), branch(Verb.KILL, YES, advice=True)], True),
        ([branch(Verb.PROMOTE, YES, advice=True)], False),
    ],
)
def test_a_rise_needs_all_that_is_asked_and_nothing_against(
    tree: list[Branch],
    rises: bool,  # noqa: FBT001
) -> None:
    assert may_rise(tree) is rises


def test_the_most_restrictive_speaks_first() -> None:
    tree = [branch(verb, YES) for verb in reversed(Verb)]
    assert [one.leads_to for one in lowering(tree)] == [one for one in Verb if one != "PROMOTE"]


def test_what_changes_nothing_does_not_decide_but_is_kept() -> None:
    low = Branch("low", Verb.DEMOTE, (YES,), stage=Stage.QUARANTINED, cause="code")
    assert decisive([low], Stage.KILLED) is None
    assert decisive([low], Stage.LIVE) is low
    assert own_cause([branch(Verb.KILL, YES), low]) is low
    assert not low.closes_epoch


def test_the_state_knows_every_verb() -> None:
    for verb in Verb:
        assert Decided.model_validate_json(f'{{"verb": "{verb}"}}').verb == verb.value
