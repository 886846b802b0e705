from bot.commands.policy_check import policy_check
from tests.fakes.output import HeardOutput
from tests.policy.shipped import texts


def test_sound_policies_say_what_holds() -> None:
    out = HeardOutput()
    assert policy_check(texts(), {"MAX_DRAWDOWN_BPS": "200"}, out) == 0
    assert len(out.said) == 1
    assert out.said[0].startswith(
        "9 policy files without a mistake: shadow mode, 0 agents, 0 kills, breach at 200 bps."
    )
    assert out.results[0]["problems"] == []


def test_everything_killed_is_said() -> None:
    out = HeardOutput()
    assert policy_check(texts() | {"policies/kill_list.yml": b"v: 1\nall: true\n"}, {}, out) == 0
    assert "everything is killed" in out.said[0]


def test_mistakes_are_listed_and_counted() -> None:
    out = HeardOutput()
    mistaken = {"policies/risk.yml": b"v: 1\nhaircut: 2\nnav: 5\n"}
    assert policy_check(texts() | mistaken, {}, out) == 1
    assert [(p.file, p.line) for p in out.found] == [
        ("policies/risk.yml", 2),
        ("policies/risk.yml", 3),
    ]
    assert out.said == ["The policies have 2 mistakes."]
    assert out.results[0]["digest"] is None


def test_a_loosening_variable_is_warned_of() -> None:
    out = HeardOutput()
    assert policy_check(texts(), {"TRADING_MODE": "live"}, out) == 0
    assert out.warned == ["TRADING_MODE=live is looser than the policy's shadow and was ignored."]
