"""Each button pressed for real, as a person does; what hostile words do in one: nothing."""

import pytest

from bot.ports.forge.pulls import MergeMethod
from tests.workflows.fleet import Fleet

WHY = "fills look wrong"


def holds(fleet: Fleet, subject: str) -> set[str]:
    return {
        one["stage"] for one in fleet.page("kill_switch.json")["entries"][subject]["holds"].values()
    }


@pytest.mark.parametrize(
    ("stop", "go", "target", "subject"),
    [
        ("kill", "revive", "echo", "agent:echo"),
        ("pause", "release", "class:momentum", "class:momentum"),
    ],
)
def test_what_stops_and_what_lets_go(
    fleet: Fleet, stop: str, go: str, target: str, subject: str
) -> None:
    ran = fleet.press(stop, target=target, reason=WHY)
    assert ran.jobs == {stop: "success"}, ran.text
    assert holds(fleet, subject) == {"killed" if stop == "kill" else "paused"}
    act = fleet.audit()[-1]
    assert (act["actor"], act["body"]["act"], act["body"]["reason"]) == ("kim", stop, WHY)
    ran = fleet.press(go, target=target, reason="mended")
    assert ran.jobs == {go: "success"}, ran.text
    assert holds(fleet, subject) == set()


def test_mode(fleet: Fleet) -> None:
    text = fleet.policy("governor").replace("mode: shadow", "mode: live", 1)
    fleet.merged("policies/governor.yml", text)
    for wanted in ("shadow", "live"):
        ran = fleet.press("mode", mode=wanted, reason="holidays")
        assert ran.jobs == {"mode": "success"}, ran.text
        assert fleet.audit()[-1]["body"]["mode"] == wanted


def test_rollback(fleet: Fleet) -> None:
    looser = fleet.policy("risk").replace("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 300")
    pull = fleet.pull("looser", {"policies/risk.yml": looser})
    fleet.forge.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    ran = fleet.press("rollback", pull=str(pull.number), reason=WHY)
    assert ran.jobs == {"rollback": "success"}, ran.text
    (undo,) = fleet.forge.pulls()
    assert undo.title.startswith("[ROLLBACK]")
    assert undo.author == "governor[bot]"
    assert b"MAX_DRAWDOWN_BPS: 250" in (
        fleet.forge.read_file("policies/risk.yml", undo.head_sha) or b""
    )


def test_accept(fleet: Fleet) -> None:
    old = fleet.policy("risk")
    for act, text in (("pause", old.replace("250", "240")), ("release", old)):
        assert fleet.governor(act, "far", "--reason", WHY, "--by", "kim") == 0
        fleet.merged("policies/risk.yml", text)
    assert fleet.governor("pause", "far", "--reason", WHY, "--by", "kim") == 0
    back = next(entry for entry in reversed(fleet.audit()) if entry["kind"] == "policy")
    ran = fleet.press("accept", entry=str(back["seq"]), reason="the cap was a mistake")
    assert ran.jobs == {"accept": "success"}, ran.text
    assert fleet.audit()[-1]["body"]["reason"] == "the cap was a mistake"


@pytest.mark.parametrize(
    "button", ["kill", "revive", "pause", "release", "mode", "rollback", "accept"]
)
def test_words_are_never_run(fleet: Fleet, button: str) -> None:
    mark = fleet.folder / "PWNED"
    nasty = f"""x"; touch {mark}; $(touch {mark}) `touch {mark}` ' && touch {mark} --by=eve"""
    words = {
        "mode": {"mode": nasty},
        "rollback": {"pull": nasty},
        "accept": {"entry": nasty},
    }.get(button, {"target": f"--by=eve {nasty}"})
    ran = fleet.press(button, **words, reason=nasty)
    assert ran.jobs == {button: "failure"}, ran.text
    assert "governor: " in ran.text or "Error: Invalid value" in ran.text
    assert not mark.exists()


def test_a_hostile_reason_is_recorded_as_it_is(fleet: Fleet) -> None:
    mark = fleet.folder / "PWNED"
    nasty = f"""--by=eve "; touch {mark}; $(touch {mark}) `touch {mark}` ${{{{ github.token }}}}"""
    ran = fleet.press("kill", target="echo", reason=nasty)
    assert ran.jobs == {"kill": "success"}, ran.text
    act = fleet.audit()[-1]
    assert (act["actor"], act["body"]["reason"]) == ("kim", nasty)
    assert not mark.exists()


def test_scaffold_says_what_is_not_proposed(fleet: Fleet) -> None:
    mark = fleet.folder / "PWNED"
    ran = fleet.press("scaffold", name=f"$(touch {mark})", reason=WHY)
    assert ran.jobs == {"scaffold": "failure"}, ran.text
    assert "there is no such proposal" in ran.text
    assert not mark.exists()
