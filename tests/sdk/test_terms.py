"""What the environment says of trading: live only by the very word, and no number that is none."""

from pathlib import Path

import pytest

from bot.sdk.refusal import Code, Refusal
from bot.sdk.terms import Terms, from_variables

HOME = {"GOVERNOR_HOME": "/srv/agents"}


def terms(**variables: str) -> Terms:
    found = from_variables(variables.get)
    assert isinstance(found, Terms), found
    return found


@pytest.mark.parametrize(
    ("mode", "live"),
    [("live", True), (" LIVE ", True), ("shadow", False), ("lively", False), ("1", False)],
)
def test_live_only_by_its_word(mode: str, *, live: bool) -> None:
    assert terms(TRADING_MODE=mode, **HOME).told_live is live


def test_unset_is_shadow_here() -> None:
    found = terms()
    assert not found.told_live
    assert (found.lease, found.kill_list) == ("state/gate.json", "policies/kill_list.yml")
    assert (found.home, found.broker) == (Path.cwd() / ".governor/agent", "paper")


def test_the_runner_says_where_the_repository_is() -> None:
    found = terms(GOVERNOR_REPO="/srv/fleet", GOVERNOR_LEASE="https://example.org/gate.json")
    assert found.lease == "https://example.org/gate.json"
    assert found.kill_list == "/srv/fleet/policies/kill_list.yml"
    assert found.home == Path("/srv/fleet/.governor/agent")


def test_live_needs_a_home() -> None:
    found = from_variables({"TRADING_MODE": "live"}.get)
    assert isinstance(found, Refusal)
    assert found.code is Code.ENVIRONMENT
    assert "set GOVERNOR_HOME" in found.sentence


@pytest.mark.parametrize(
    "name", ["PORTFOLIO_RISK_BUDGET_USD", "MAX_POSITION_USD", "MAX_DRAWDOWN_BPS"]
)
@pytest.mark.parametrize("text", ["nan", "inf", "-1", "1e999", "many", "1,000"])
def test_a_limit_that_is_no_number_refuses(name: str, text: str) -> None:
    found = from_variables({name: text}.get)
    assert isinstance(found, Refusal)
    assert found.code is Code.ENVIRONMENT
    assert name in found.sentence


def test_limits_are_read_and_the_token_is_not_shown() -> None:
    found = terms(MAX_POSITION_USD="12.5", GOVERNOR_TOKEN="secret", **HOME)  # noqa: S106
    assert (found.position_usd, found.budget_usd) == (12.5, None)
    assert "secret" not in repr(found)
