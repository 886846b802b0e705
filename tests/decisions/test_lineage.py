"""Where agents come from: kept for ever, never a crash, never evidence."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.decision import Decision, Verb
from bot.decisions.facts import AgentFacts
from bot.decisions.families import families, lineage_problems
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.decisions.lineage import edge_regime, lineage_document
from bot.policy.policy import Policy
from bot.policy.risk import Risk
from bot.state.documents import decode, put
from bot.state.lineage import LINEAGE, Lineage, Node
from bot.stats.hypotheses import Hypothesis
from bot.stats.measures import Measures, Slice
from bot.words.instant import render
from bot.words.stage import Stage
from tests.decisions import judged_fleet
from tests.decisions.fleet import NOW, agent, facts, measures, stages

WEEK = timedelta(days=7)
RISK = Risk(v=1)


def lineage(
    *agents: AgentFacts,
    before: Lineage | None = None,
    now: timedelta = timedelta(),
    reasons: Mapping[str, str] | None = None,
) -> Lineage:
    given_ = replace(facts(*agents), now=NOW + now)
    known = before or Lineage(v=1)
    return lineage_document(known, given_, stages(given_), RISK, reasons or {})


def slices(**means: tuple[int, float]) -> Measures:
    return measures(regimes={name: Slice(n, n * mean, 0, 0) for name, (n, mean) in means.items()})


@pytest.mark.parametrize(
    ("parent", "regime"),
    [
        (slices(RISK_ON=(20, 5.0), MIXED=(50, 4.0)), "RISK_ON"),
        (slices(RISK_ON=(19, 5.0), MIXED=(50, 4.0)), "MIXED"),
        (slices(RISK_ON=(20, 5.0), MIXED=(40, 5.0)), None),
        (slices(RISK_ON=(20, -5.0), MIXED=(40, -6.0)), None),
        (slices(RISK_ON=(20, 0.0)), None),
        (slices(SIDEWAYS=(90, 9.0)), None),
        (slices(RISK_ON=(20, float("nan")), MIXED=(40, 1.0)), "MIXED"),
        (Measures(), None),
    ],
)
def test_the_regime_of_an_edge(parent: Measures, regime: str | None) -> None:
    assert edge_regime(parent, 20) == regime


PARENT = agent("parent", measured=slices(RISK_ON=(30, 5.0)))
CHILD = replace(
    agent("child", Stage.SHADOW, "carry", Measures(), parent="parent"),
    proposal="p1",
    hypothesis=Hypothesis("child", 3, fingerprint="ab" * 32),
)


def test_a_child_tells_where_it_comes_from() -> None:
    node = lineage(PARENT, CHILD, reasons={"p1": "less turnover"}).nodes["child"]
    assert node == Node(
        strategy_class="carry",
        parent="parent",
        proposal="p1",
        reason="less turnover",
        fingerprint="ab" * 32,
        epoch=3,
        first_seen=render(NOW),
        stage=Stage.SHADOW,
        parent_regime="RISK_ON",
    )


def test_a_child_inherits_no_evidence() -> None:
    """Whatever its parent did, its own record is all that is told of it."""
    node = lineage(PARENT, CHILD).nodes["child"]
    assert node.pnl_sum_bps is None
    orphan = lineage(replace(CHILD, parent=None)).nodes["child"]
    assert node.model_copy(update={"parent": None, "parent_regime": None}) == orphan


def test_a_child_is_judged_as_if_it_had_no_parent() -> None:
    parent = judged_fleet.agent("parent")
    child = replace(
        judged_fleet.agent("child"),
        now=judged_fleet.NOTHING,
        midnight=judged_fleet.NOTHING,
        measures=Measures(),
    )

    def decided(one: AgentFacts) -> Mapping[str, Decision]:
        return decide(Policy(), judged_fleet.facts([parent, one]), Memory()).decisions

    with_parent = decided(replace(child, parent="parent"))
    assert with_parent["parent"].verb is Verb.PROMOTE
    assert with_parent["child"].verb is Verb.HOLD
    assert with_parent == decided(child)


def test_what_was_known_is_kept() -> None:
    first = lineage(PARENT, CHILD, reasons={"p1": "less turnover"})
    faded = replace(PARENT, measures=Measures())
    second = lineage(faded, replace(CHILD, first_seen=None), before=first, now=WEEK)
    node = second.nodes["child"]
    assert (node.reason, node.parent_regime) == ("less turnover", "RISK_ON")
    assert node.first_seen == render(NOW)


def test_another_parent_is_another_story() -> None:
    first = lineage(PARENT, CHILD)
    found = lineage(PARENT, replace(CHILD, parent=None), before=first)
    assert found.nodes["child"].parent_regime is None


def test_who_left_is_kept_as_they_were() -> None:
    first = lineage(PARENT, CHILD)
    gone = lineage(CHILD, before=first, now=WEEK)
    assert gone.nodes["parent"].left_at == render(NOW + WEEK)
    assert gone.nodes["parent"].pnl_sum_bps == 200.0
    assert lineage(CHILD, before=gone, now=2 * WEEK) is gone
    back = lineage(PARENT, CHILD, before=gone, now=2 * WEEK)
    assert back.nodes["parent"].left_at is None


def test_it_changes_only_when_its_content_does() -> None:
    first = lineage(PARENT, CHILD)
    assert lineage(PARENT, CHILD, before=first, now=WEEK) is first


def test_what_is_written_is_read_again() -> None:
    found = lineage(PARENT, CHILD)
    assert decode(LINEAGE.pattern, put(LINEAGE.pattern, found).data, LINEAGE) == found


def test_a_family_has_a_name_and_a_record() -> None:
    grandchild = agent("grandchild", Stage.KILLED, parent="child")
    found = lineage(PARENT, CHILD, grandchild, agent("other", Stage.CANARY)).families
    assert found["parent"].model_dump() == {
        "members": ("child", "grandchild", "parent"),
        "alive": 2,
        "pnl_sum_bps": 400.0,
        "best_stage": "live",
    }
    assert found["other"].members == ("other",)


def node(parent: str | None) -> Node:
    return Node(strategy_class="carry", parent=parent)


@pytest.mark.parametrize(
    ("parents", "grouped", "wrong"),
    [
        ({"a": None}, {"a": "a"}, []),
        ({"a": "nobody", "b": "a"}, {"a": "ab"}, ["agents.a.parent"]),
        ({"a": "a"}, {"a": "a"}, ["agents.a.parent"]),
        ({"c": "b", "b": "c"}, {"b": "bc"}, ["agents.b.parent", "agents.c.parent"]),
        ({"c": "b", "b": "c", "a": "c"}, {"b": "abc"}, ["agents.b.parent", "agents.c.parent"]),
    ],
)
def test_circles_and_missing_parents_are_findings(
    parents: dict[str, str | None], grouped: dict[str, str], wrong: list[str]
) -> None:
    nodes = {name: node(parent) for name, parent in parents.items()}
    assert {name: "".join(one.members) for name, one in families(nodes).items()} == grouped
    assert [problem.field for problem in lineage_problems(nodes)] == wrong


def test_a_finding_reads_well() -> None:
    (problem,) = lineage_problems({"a": node("nobody")})
    assert problem.sentence() == (
        "policies/agents.yml: agents.a.parent is no agent that was ever registered; "
        "its line begins with itself (got nobody)"
    )


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefghx")))
def test_everybody_is_in_one_family_whatever_the_parents_are(
    parents: dict[str, str | None],
) -> None:
    nodes = {name: node(parent) for name, parent in parents.items()}
    found = families(nodes)
    assert sorted(name for one in found.values() for name in one.members) == sorted(nodes)
    assert all(ancestor in one.members for ancestor, one in found.items())
    lineage_problems(nodes)
