"""In the shadow nothing is loaded that could reach a market."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sdk.fields import render
from bot.sdk.outside import now
from tests.sdk.desk import Desk

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys

FORBIDDEN = {"socket", "_socket", "ssl", "http", "urllib.request", "importlib.metadata",
             "bot.sdk.broker", "bot.sdk.paper", "bot.sdk.live", "bot.sdk.web"}

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in FORBIDDEN:
            raise AssertionError(f"{name} was imported in the shadow")

sys.meta_path.insert(0, Watch())

def audit(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(f"{event} in the shadow")
sys.addaudithook(audit)

import bot.sdk
from bot.sdk import EXPORTS, mark, may_run, may_trade, require_live, route, run
for name in EXPORTS:
    getattr(bot.sdk, name)

with run("alpha", "momentum", sink=lambda data: None) as job:
    assert may_run("alpha", "momentum")
    print(getattr(may_trade("alpha", "momentum"), "code", "may trade"))
    try:
        require_live()
    except bot.sdk.MayNotTrade as error:
        print(error.code)
    for direction in ("LONG", "SHORT", "FLAT"):
        line = bot.sdk.emit({"symbol": "BTC/USDT", "direction": direction, "prob_up": 0.6})
        ticket = route(line, price=100.0)
        print(ticket.mode, ticket.move_usd)
    assert mark("alpha", {"BTC/USDT": 99.0})
assert not FORBIDDEN & set(sys.modules), FORBIDDEN & set(sys.modules)
"""


def shadow(desk: Desk, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME")},
        "PYTHONPATH": str(ROOT),
        "GOVERNOR_LEASE": desk.terms.lease,
        "GOVERNOR_KILL_LIST": desk.terms.kill_list,
        "GOVERNOR_HOME": str(desk.terms.home),
        **more,
    }
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=False,
        capture_output=True,
        text=True,
        cwd=desk.folder,
        env=environment,
    )


@pytest.fixture
def today(desk: Desk) -> Desk:
    desk.change("generated_at", _written(-10))
    desk.change("valid_until", _written(60))
    return desk


def _written(minutes: int) -> str:
    return render(now() + timedelta(minutes=minutes))


@pytest.mark.parametrize("mode", [{}, {"TRADING_MODE": "shadow"}, {"TRADING_MODE": "lively"}])
def test_no_socket_and_no_broker(today: Desk, mode: dict[str, str]) -> None:
    done = shadow(today, **mode, GOVERNOR_BROKER="paper")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:5] == [
        "mode-shadow",
        "mode-shadow",
        "shadow 200.0",
        "shadow -400.0",
        "shadow 200.0",
    ]


def test_the_watch_would_see_a_broker(today: Desk) -> None:
    done = shadow(today, TRADING_MODE="live")
    assert done.returncode != 0
    assert done.stdout == "may trade\n"
    assert "was imported in the shadow" in done.stderr
