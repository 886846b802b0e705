from bot.policy.load import read
from bot.policy.policy import Policy
from bot.policy.vary import number_at, numbers, varied
from tests.policy.shipped import texts


def shipped() -> Policy:
    policy, problems = read(texts())
    assert policy is not None, problems
    return policy


def test_every_number_can_be_set_to_itself_and_changes_nothing() -> None:
    policy = shipped()
    same, problems = varied(policy, "promotion.canary.e_value", 7)
    assert not problems
    assert same == policy
    assert {"promotion.canary.e_value", "risk.MAX_DRAWDOWN_BPS"} <= set(numbers(policy))


def test_one_number_changes_alone() -> None:
    policy = shipped()
    other, _ = varied(policy, "risk.MAX_DRAWDOWN_BPS", 300)
    assert other is not None
    assert number_at(other, "risk.MAX_DRAWDOWN_BPS") == 300
    differing = [
        name for name in numbers(policy) if number_at(policy, name) != number_at(other, name)
    ]
    assert differing == ["risk.MAX_DRAWDOWN_BPS"]


def test_what_the_files_may_not_say_a_sweep_may_not_either() -> None:
    other, problems = varied(shipped(), "risk.MAX_DRAWDOWN_BPS", -1)
    assert other is None
    assert [one.field for one in problems] == ["MAX_DRAWDOWN_BPS"]


def test_what_is_no_number_is_none() -> None:
    policy = shipped()
    assert number_at(policy, "promotion.canary.nothing") is None
    assert number_at(policy, "governor.mode") is None
    assert number_at(policy, "promotion.canary") is None
