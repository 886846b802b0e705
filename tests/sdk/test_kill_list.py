"""The kill list is read strictly: what policy would take is read the same, the rest stops all."""

from pathlib import Path

import pytest

from bot.policy.kill_list import KillList as PolicyKillList
from bot.sdk.kill_list import KillList, read_kill_list
from bot.sdk.refusal import Code, Refusal

ROOT = Path(__file__).parents[2]
KIM = "reason: odd fills, by: kim"


def read(text: str) -> KillList:
    found = read_kill_list(text.encode())
    assert isinstance(found, KillList), found
    return found


@pytest.mark.parametrize("path", sorted(ROOT.glob("policies/**/kill_list.yml")))
def test_the_shipped_lists_stop_nobody(path: Path) -> None:
    assert read(path.read_text(encoding="utf-8")).stops("alpha", "momentum") is None


def test_it_knows_every_key_that_policy_knows() -> None:
    fields = dict.fromkeys(PolicyKillList.model_fields, "")
    assert set(fields) == {"v", "all", "reason", "by", "agents", "strategy_classes"}


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("v: 1", None),
        ("v: 1\nall: false", None),
        ("v: 1\nall: true\nreason: fire\nby: kim", "everything"),
        ("v: 1\nall: TRUE", "everything"),
        (f"v: 1\nagents:\n- {{name: alpha, {KIM}}}", "the agent alpha (odd fills)"),
        ("v: 1\nagents:\n- name: alpha", "the agent alpha"),
        (f"v: 1\nagents:\n- {{name: beta, {KIM}}}", None),
        (
            f"v: 1\nstrategy_classes:\n- {{name: momentum, {KIM}}}",
            "the strategy class momentum (odd fills)",
        ),
    ],
)
def test_what_it_stops(text: str, stopped: str | None) -> None:
    assert read(text).stops("alpha", "momentum") == stopped


@pytest.mark.parametrize("name", ["on", "off", "no", "010", "1e3", "null", "2026-11-21"])
def test_names_that_look_like_something_else_are_names(name: str) -> None:
    found = read(f"v: 1\nagents: [{{name: {name}, {KIM}}}]")
    assert found.stops(name, "momentum") == f"the agent {name} (odd fills)"


UNREADABLE = [
    "",
    "!x {v: 1, all: true, all: false}",
    "v: 1\nagents: [!x {name: alpha, name: beta}]",
    "# nothing",
    "[]",
    "all: false",
    "v: 2",
    "v:",
    "v: 1\nall: yes",
    "v: 1\nall: 0",
    "v: 1\nall:",
    "v: 1\nall: []",
    "v: 1\nagent: []",
    "v: 1\nagents:",
    "v: 1\nagents: alpha",
    "v: 1\nagents: [alpha]",
    "v: 1\nagents: [{}]",
    "v: 1\nagents: [{name: ''}]",
    "v: 1\nagents: [{name: two words}]",
    "v: 1\nagents: [{name: [alpha]}]",
    "v: 1\nagents: [{name: alpha, until: tomorrow}]",
    "v: 1\nagents: {name: alpha}",
    "v: 1\nagents: []\nagents: []",
    "v: 1\nagents: [{name: alpha, name: beta}]",
    "v: 1\nagents: [",
    "v: 1\n? [a]\n: b",
    "v: 1\n---\nv: 1",
    "<<<<<<< HEAD\nv: 1\n=======\nv: 1",
    "{" * 2000,
    "404: Not Found",
    "<!DOCTYPE html>",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_stops_everything(text: str) -> None:
    found = read_kill_list(text.encode())
    assert isinstance(found, Refusal)
    assert found.code is Code.KILL_LIST_UNREADABLE


@pytest.mark.parametrize("data", [b"v: 1\nreason: \xff", b"v: 1\x00"])
def test_bytes_that_are_no_text_stop_everything(data: bytes) -> None:
    assert isinstance(read_kill_list(data), Refusal)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    found = read_kill_list(b"v: 1")
    assert isinstance(found, Refusal)
    assert "pip install pyyaml" in found.sentence
