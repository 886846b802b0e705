from dataclasses import replace

import pytest

from bot.events.registry import Registry

REGISTRY = Registry({"a": "new", "b": ""}, {"a": "old", "b": "old", "gone": "old"})


@pytest.mark.parametrize(
    ("agent", "fingerprint", "field"),
    [
        ("a", None, None),
        ("a", "new", None),
        ("a", "old", None),
        ("a", "other", "fingerprint"),
        ("b", None, None),
        ("b", "old", None),
        ("b", "other", "fingerprint"),
        ("gone", None, "agent"),
        ("gone", "old", "agent"),
        ("governor", None, "agent"),
    ],
)
def test_signals(agent: str, fingerprint: str | None, field: str | None) -> None:
    fault = REGISTRY.of_signal(agent, fingerprint)
    assert (fault.field if fault else None) == field


@pytest.mark.parametrize(("agent", "heard"), [("a", True), ("governor", True), ("gone", False)])
def test_reports(agent: str, heard: bool) -> None:  # noqa: FBT001 - a row of a table
    assert (REGISTRY.of_report(agent) is None) == heard


def test_a_refusal_says_what_to_do() -> None:
    other, unknown = REGISTRY.of_signal("a", "x"), REGISTRY.of_signal("b", "x")
    assert other is not None
    assert unknown is not None
    assert "a is registered as new; run that, or merge what runs" in other.reason
    assert "declares neither code nor version" in unknown.reason


@pytest.mark.parametrize("name", ["b", "governor", "gone"])
def test_in_an_agent_s_own_run_nobody_else_is_heard(name: str) -> None:
    registry = replace(REGISTRY, speaker="a")
    for fault in (registry.of_signal(name, None), registry.of_report(name)):
        assert fault is not None
        assert fault.reason == "is not a, in whose run it was said"
    assert registry.of_signal("a", "new") is registry.of_report("a") is None
    assert registry.of_signal("a", "other") is not None
