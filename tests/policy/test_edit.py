import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.policy.edit import set_stage
from bot.words.stage import Stage

LAYOUTS = {
    "block": (
        "v: 1\nagents:\n  - name: a\n    stage: shadow\n  - name: b\n    stage: shadow\n",
        "v: 1\nagents:\n  - name: a\n    stage: canary\n  - name: b\n    stage: shadow\n",
    ),
    "comments": (
        "agents: # all\n  # first\n  - name: a # the one\n    stage: shadow   # since May\n\n",
        "agents: # all\n  # first\n  - name: a # the one\n    stage: canary   # since May\n\n",
    ),
    "quotes": ("agents:\n- {'name': \"a\", 'stage': 'shadow'}", None),
    "double quotes": ('agents:\n- "name": a\n  "stage": "shadow"\n', None),
    "flow over lines": ("agents: [{name: a,\n  # why\n  stage: shadow}, {name: b}]\n", None),
    "CRLF": ("agents:\r\n  - name: a\r\n    stage: shadow\r\n    owner: kim\r\n", None),
    "stage first": ("agents:\n  - stage: shadow\n    name: a\n", None),
    "no newline at the end": ("agents:\n  - name: a\n    stage: shadow", None),
    "wide indent": ("agents:\n       -    stage:    shadow\n            name: a\n", None),
    "other script": ("# 計画 🚦\nagents:\n- name: a\n  owner: 山田 é\n  stage: shadow\n", None),
    "the word elsewhere": ("# shadow\nagents:\n- name: a\n  owner: shadow\n  stage: shadow\n", "?"),
    "missing key": (
        "agents:\n  - name: a  # the one\n    owner: kim\n",
        "agents:\n  - name: a  # the one\n    stage: canary\n    owner: kim\n",
    ),
    "missing key, CRLF": (
        "agents:\r\n- name: a\r\n  owner: kim\r\n",
        "agents:\r\n- name: a\r\n  stage: canary\r\n  owner: kim\r\n",
    ),
    "missing key, last line": ("agents:\n- name: a", "agents:\n- name: a\n  stage: canary"),
    "missing key, flow": (
        "agents: [{name: a, owner: kim}]\n",
        "agents: [{name: a, stage: canary, owner: kim}]\n",
    ),
    "empty value": (
        "agents:\n- name: a\n  stage:\n  owner: kim\n",
        "agents:\n- name: a\n  stage: canary\n  owner: kim\n",
    ),
    "byte order mark": ("\ufeffagents:\n- name: a\n  stage: shadow\n", None),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_stage_changes(layout: str) -> None:
    text, after = LAYOUTS[layout]
    if after == "?":
        head, _, tail = text.rpartition("shadow")
        after = f"{head}canary{tail}"
    assert set_stage(text, "a", Stage.CANARY) == (after or text.replace("shadow", "canary"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_setting_twice_changes_nothing_more(layout: str) -> None:
    once = set_stage(LAYOUTS[layout][0], "a", Stage.LIVE)
    assert set_stage(once, "a", Stage.LIVE) == once


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("agents:\n- 3\n- name: [a]\n", "has no agents of this name"),
        ("agents:\n- name: b\n", "agents.yml has no agents of this name"),
        ("agents:\n- name: a\n- name: a\n", "agents.yml has 2 agents of this name"),
        ("agents:\n- &x {name: a}\n- *x\n", "agents.yml:2: uses an anchor or alias"),
        ("agents:\n- name: a\n  stage: shadow\n  stage: live\n", "is a key twice"),
        ("agents:\n- name: a\n  stage: |\n    shadow\n", "its stage is not a plain word"),
        ("agents:\n- name: a\n  stage: [shadow]\n", "its stage is not a plain word"),
        ("agents:\n- ? name\n  : a\n", "cannot be edited surely"),
        ("agents: [", "is not YAML"),
        ("", "is empty"),
        ("agents: 3\n", "has no agents of this name"),
    ],
)
def test_what_cannot_be_edited_surely_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        set_stage(text, "a", Stage.CANARY)
    assert why in str(refused.value)
    assert str(refused.value).startswith("Cannot set the stage of a: ")


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.SHADOW, Stage.CANARY, Stage.LIVE}))
def test_only_a_ceiling_can_be_written(stage: Stage) -> None:
    with pytest.raises(Refused):
        set_stage("agents:\n- name: a\n", "a", stage)


entries = st.lists(
    st.tuples(
        st.sampled_from(["- name: {}", "-  name: '{}'", '- {{name: "{}", owner: x}}']),
        st.sampled_from(["", "\n", "\n\n  # note\n"]),
    ),
    min_size=1,
    max_size=6,
)


@given(entries, st.data())
def test_every_other_line_stays(listed: list[tuple[str, str]], data: st.DataObject) -> None:
    names = [f"a{i}" for i in range(len(listed))]
    text = "agents:\n" + "\n".join(
        form.format(name) + gap for name, (form, gap) in zip(names, listed, strict=True)
    )
    chosen = data.draw(st.sampled_from(names))
    edited = set_stage(text, chosen, Stage.LIVE)
    lines = edited.replace(", stage: live", "", 1).split("\n")
    assert [line for line in lines if line.strip() != "stage: live"] == text.split("\n")
    stages = {entry["name"]: entry.get("stage") for entry in yaml.safe_load(edited)["agents"]}
    assert stages == dict.fromkeys(names) | {chosen: "live"}
