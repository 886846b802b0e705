"""The small parts that pages are made of."""

import pytest

from bot.effects.site.cells import cell
from bot.effects.site.drawing import sentence
from bot.effects.site.kin import Kin, forest
from bot.effects.site.rules import rules
from bot.effects.site.waiting import falls, rises
from bot.policy.policy import Policy
from bot.state.intents import Intent
from bot.state.lineage import Node
from tests.effects import reports


@pytest.mark.parametrize(
    ("form", "value", "said"),
    [
        ("bps", -1.25, "\N{MINUS SIGN}1.2 bps"),
        ("usd", 1234.5, "$1,234.50"),
        ("percent", 0.5512, "55.1%"),
        ("count", 1234567, "1,234,567"),
        ("ms", 669.9, "670 ms"),
        ("rough", 0.00012345, "0.0001234"),
        ("days", 58.94, "58.9 d"),
    ],
)
def test_a_cell_holds_the_number_and_its_words(form: str, value: float, said: str) -> None:
    assert cell(form, value) == f'<data value="{value!r}">{said}</data>'


def test_a_cell_escapes_whence_it_comes() -> None:
    assert '"><b>' not in cell("bps", 1.0, 'agents."><b>.score')


def test_an_unknown_cell_says_so_and_keeps_its_n() -> None:
    found = cell("bps", None, n=3)
    assert "not known" in found
    assert 'n&nbsp;<data value="3">3</data>' in found
    assert "value=" not in cell("bps", None)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("run `governor x`.", "run <code>governor x</code>."),
        ("one ` alone <b>", "one ` alone &lt;b&gt;"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
    ],
)
def test_a_sentence_shows_commands_as_code(text: str, drawn: str) -> None:
    assert str(sentence(text)) == drawn


def names(kin: Kin) -> list[str]:
    return [kin.name, *(name for child in kin.children for name in names(child))]


def test_nobody_is_lost_in_a_circle_or_without_a_parent() -> None:
    parents = {"a": None, "b": "a", "c": "gone", "x": "y", "y": "x", "z": "z"}
    nodes = {name: Node(strategy_class="k", parent=parent) for name, parent in parents.items()}
    found = [name for tree in forest(nodes) for name in names(tree)]
    assert sorted(found) == sorted(parents)


def opened(key: str, ref: str) -> Intent:
    at = "2026-11-20T00:00:00.000Z"
    return Intent(at=at, key=key, digest="d", kind="open", phase="done", ref=ref)


def test_a_rise_that_waits_names_its_pull_request() -> None:
    agents = {"fox": reports.agent(asks="canary"), "owl": reports.agent(asks="live")}
    found = rises(
        agents, [opened("promote/fox/canary/1", "7"), opened("promote/owl/canary/1", "8")]
    )
    assert [(one.agent, one.number) for one in found] == [("fox", "7"), ("owl", "")]


def test_a_fall_waits_until_the_file_says_it() -> None:
    agents = {
        "fox": reports.agent(ceiling="canary"),
        "owl": reports.agent(ceiling="shadow"),
    }
    done = [opened("demote/fox/shadow/1", "9"), opened("demote/owl/shadow/1", "10")]
    assert [one.agent for one in falls(agents, done)] == ["fox"]


def test_rules_name_no_person_and_no_venue() -> None:
    found = rules(Policy())
    assert set(found) == {"governor", "promotion", "retirement", "allocation", "risk", "regimes"}
    assert not [key for key, _ in found["governor"] if "notif" in key or "author" in key]
    assert ("canary.e_value", "7") in found["promotion"]
