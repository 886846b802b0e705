"""What agents call, by the environment of their process; and what the pages say they can write."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import bot.sdk
from bot.sdk.fields import render
from bot.sdk.outside import now
from bot.sdk.refusal import Code, Refusal
from bot.sdk.ticket import Ticket
from tests.sdk.desk import AGENT, Desk

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def machine(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Say in the environment where everything is, and let the lease be of this minute."""
    desk.change("generated_at", render(now() - timedelta(minutes=1)))
    desk.change("valid_until", render(now() + timedelta(hours=1)))
    desk.change("agents.momentum-btc", AGENT)
    for name in ("GOVERNOR_REPO", "GOVERNOR_TOKEN", "GOVERNOR_PUBLIC_KEY", "TRADING_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOVERNOR_LEASE", desk.terms.lease)
    monkeypatch.setenv("GOVERNOR_KILL_LIST", desk.terms.kill_list)
    monkeypatch.setenv("GOVERNOR_HOME", str(desk.terms.home))
    monkeypatch.setenv("GOVERNOR_EVENTS", str(desk.folder / "events.jsonl"))
    return desk


def example(page: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(("mode", "fill"), [("live", True), ("shadow", False)])
def test_the_example_of_the_router(
    machine: Desk, monkeypatch: pytest.MonkeyPatch, mode: str, *, fill: bool
) -> None:
    monkeypatch.setenv("TRADING_MODE", mode)
    names: dict[str, object] = {}
    exec(example("router.md"), names)  # noqa: S102 - our own page
    ticket = names["ticket"]
    assert isinstance(ticket, Ticket)
    assert (ticket.mode, ticket.size_usd, bool(ticket.fill)) == (mode, 160.0, fill)
    assert len(machine.lines(mode)) == 1 + fill


def test_the_example_of_the_gate(machine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(bot.sdk.MayNotTrade, match="set TRADING_MODE=live"):
        exec(example("gate.md"), {})  # noqa: S102 - our own page
    monkeypatch.setenv("TRADING_MODE", "live")
    exec(example("gate.md"), {})  # noqa: S102 - our own page
    machine.kills(b"v: 1\nall: true\n")
    with pytest.raises(SystemExit, match="the kill list stops everything"):
        exec(example("gate.md"), {})  # noqa: S102 - our own page


def test_an_environment_without_sense_refuses_every_call(
    machine: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    del machine
    monkeypatch.setenv("MAX_POSITION_USD", "nan")
    answers = [
        bot.sdk.may_run("alpha", "momentum"),
        bot.sdk.may_trade("alpha", "momentum"),
        bot.sdk.mark("alpha", {}),
        bot.sdk.route({}),
    ]
    for answer in answers:
        assert isinstance(answer, Refusal)
        assert answer.code is Code.ENVIRONMENT
    with pytest.raises(bot.sdk.MayNotTrade, match="MAX_POSITION_USD is 'nan'"):
        bot.sdk.require_live()


def test_a_mark_reaches_the_agents_own_stop(machine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADING_MODE", "live")
    exec(example("router.md"), {})  # noqa: S102 - our own page
    assert bot.sdk.may_trade("momentum-btc", "momentum") is True
    answer = bot.sdk.mark("momentum-btc", {"BTC/USDT": 60000.0})
    assert isinstance(answer, Refusal)
    assert answer.code is Code.STOPPED
    again = bot.sdk.may_trade("momentum-btc", "momentum")
    assert isinstance(again, Refusal)
    assert again.code is Code.STOPPED
    assert machine.lines("refused") == []
