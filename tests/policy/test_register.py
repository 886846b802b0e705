"""A newcomer is added at the end, and every other byte stays."""

from difflib import unified_diff

import pytest
import yaml

from bot.errors import Refused
from bot.policy.load import read
from bot.policy.register import register
from bot.words.canonical import Json
from tests.policy.shipped import texts

ENTRY: dict[str, Json] = {
    "name": "tide-calm",
    "strategy_class": "momentum",
    "entry_point": "agents.scaffolded.tide_calm:run",
    "schedule": "5 * * * *",
    "stage": "shadow",
    "owner": "kim",
    "code": ["agents/scaffolded/tide_calm.py"],
    "max_weight": 0.05,
}
REGISTRIES = {
    "shipped": texts()["policies/agents.yml"].decode(),
    "blocks": "v: 1\nagents:\n  - name: a\n    strategy_class: x  # why\n    version: '1'\n",
    "no indent": "v: 1\nagents:\n- name: a\n  strategy_class: x\n  version: '1'\nother: 1\n",
    "flow entries": 'v: 1\nagents:\n  - {name: a, strategy_class: x, version: "1"}  # our oldest\n',
    "flow list": "v: 1\nagents: [{name: a, strategy_class: x, version: '1'}]\n",
    "trailing comma": "v: 1\nagents: [{name: a, strategy_class: x, version: '1'},]\n",
    "empty with a comment": "v: 1\nagents: []  # none yet\n",
    "null": "v: 1\nagents:\n# later\n",
    "missing": "v: 1\n",
    "no newline": "v: 1\nagents:\n  - name: a\n    strategy_class: x",
    "windows": "v: 1\r\nagents:\r\n  - name: a\r\n    strategy_class: x\r\n",
    "nested": "agents:\n  - name: a\n    code:\n      - a.py  # one\n\n# end\n",
    "comment after": "agents:\n  - name: a\n    strategy_class: x\n  # a note on nobody\nv: 1\n",
}


@pytest.mark.parametrize("case", REGISTRIES)
def test_it_is_added_and_nothing_else_changes(case: str) -> None:
    before = REGISTRIES[case]
    after = register(before, ENTRY)
    agents = yaml.safe_load(before).get("agents") or []
    assert yaml.safe_load(after) == {**yaml.safe_load(before), "agents": [*agents, ENTRY]}
    gone = [line for line in unified_diff(before.split("\n"), after.split("\n")) if line[:1] == "-"]
    assert len(gone) <= 3, "at most one line is written anew, beside the two of the head"
    assert before.count("#") == after.count("#")
    assert ("\r\n" in before) == ("\r\n" in after)
    assert after.count("\n") - after.count("\r\n") == (
        0 if case == "windows" else after.count("\n")
    )


def test_who_is_there_is_not_added_twice() -> None:
    once = register(REGISTRIES["blocks"], ENTRY)
    assert register(once, ENTRY) == once
    assert register(once, {**ENTRY, "name": "Tide-Calm"}) == once


def test_the_shipped_registry_with_a_newcomer_passes_the_check() -> None:
    files = texts()
    files["policies/agents.yml"] = register(files["policies/agents.yml"].decode(), ENTRY).encode()
    policy, problems = read(files)
    assert problems == ()
    assert policy is not None
    assert policy.agents.by_name["tide-calm"].max_weight == 0.05


@pytest.mark.parametrize("name", ["null", "on", "1e3", "no", "true", "a b", "{x}", "é", "'", "~"])
def test_a_word_that_yaml_would_take_otherwise_is_quoted(name: str) -> None:
    after = yaml.safe_load(register("v: 1\nagents: []\n", {**ENTRY, "owner": name}))
    assert after["agents"][0]["owner"] == name


@pytest.mark.parametrize(
    "text", ["agents: {a: 1}\n", "agents: 5\n", "agents: [\n", "- 1\n", "a: &x 1\n"]
)
def test_what_cannot_be_edited_surely_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Cannot register tide-calm"):
        register(text, ENTRY)
