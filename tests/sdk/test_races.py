"""Many processes at one home, killed at random: every order once, no lease forgotten."""

import json
import os
import random
import signal as signals
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.sdk.refusal import Refusal
from bot.sdk.strict_fields import encode
from tests.sdk.desk import AGENT, NOW, Desk, signal

ROOT = Path(__file__).parents[2]
ROUTING = """
import sys
from dataclasses import replace
from pathlib import Path
from bot.sdk.gate import Gate
from bot.sdk.router import Router
from bot.sdk.terms import Terms
from tests.sdk.desk import NOW, signal

folder, agent, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
terms = Terms(str(folder / "gate.json"), str(folder / "kill_list.yml"), folder / "home",
              told_live=True)
router = Router(Gate(terms))
for number in range(count):
    router.route(signal(agent=agent, symbol=f"C{number}"), 100.0, NOW)
"""
READING = """
import sys
from pathlib import Path
from bot.sdk.gate import Gate
from bot.sdk.terms import Terms
from tests.sdk.desk import NOW

folder = Path(sys.argv[1])
for _ in range(100):
    for name in sys.argv[2:]:
        terms = Terms(str(folder / name), str(folder / "kill_list.yml"), folder / "home")
        Gate(terms).may_run("alpha", "momentum", NOW)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(("each", "kills"), [(8, 6), pytest.param(60, 60, marks=pytest.mark.long)])
def test_killed_at_random_every_signal_is_ordered_once(desk: Desk, each: int, kills: int) -> None:
    dice = random.Random(kills)
    agents = {f"a{number}": {**AGENT, "position_usd": 1.0} for number in range(4)}
    desk.change("agents", agents)
    desk.change("budget.daily_new_risk_usd", 1e6)
    desk.change("budget.local_stop_bps", 1e6)
    running = {name: start(ROUTING, str(desk.folder), name, str(each)) for name in agents}
    for _ in range(kills):
        time.sleep(dice.uniform(0.05, 0.3))
        name = dice.choice(sorted(agents))
        running[name].kill()
        running[name].communicate()
        assert running[name].returncode in (0, -signals.SIGKILL)
        running[name] = start(ROUTING, str(desk.folder), name, str(each))
    for name, worker in running.items():
        _, said = worker.communicate(timeout=120)
        assert worker.returncode == 0, (name, said)
    check_every_order(desk, sorted(agents), each)


def check_every_order(desk: Desk, agents: list[str], each: int) -> None:
    router = desk.router
    every = [signal(agent=name, symbol=f"C{n}") for name in agents for n in range(each)]
    for _ in range(2):
        answers = [router.route(line, 100.0, NOW) for line in every]
    assert [answer for answer in answers if isinstance(answer, Refusal)] == []
    ordered = [line["fill"]["key"] for line in desk.lines("paper")]
    filled = [line["key"] for line in desk.lines("live") if line["kind"] == "fill"]
    assert sorted(ordered) == sorted(set(ordered)) == sorted(filled)
    assert len(ordered) == len(every)
    for name in agents:
        account = json.loads((desk.terms.home / "stops" / f"{name}.json").read_bytes())
        assert len(account["fills"]) == len(account["held"]) == each


def test_processes_that_read_different_leases_remember_the_newest(desk: Desk) -> None:
    lease = json.loads(Path(desk.terms.lease).read_bytes())
    for number in range(8, 12):
        (desk.folder / f"{number}.json").write_bytes(encode({**lease, "sequence": number}))
    names = [f"{number}.json" for number in range(8, 12)]
    workers = [start(READING, str(desk.folder), *names[turn:], *names[:turn]) for turn in range(4)]
    for worker in workers:
        _, said = worker.communicate(timeout=60)
        assert worker.returncode == 0, said
    seen = json.loads((desk.terms.home / "lease-seen.json").read_bytes())
    assert seen["sequence"] == 11
