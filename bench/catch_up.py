"""python -m bench.catch_up [SLOTS]: a hole of so many slots at 200 agents, on a local remote."""

import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from bench.judge.state import Grown, grow
from bot.adapters.git import Git
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.remote import Remote
from bot.commands.cycling.due import judge_due
from bot.commands.judge import Bench
from bot.ports.store import Message
from bot.state.audit.note import PolicySource, Witness
from bot.state.slots import CYCLE, AdvanceSlot
from tests.fakes.output import HeardOutput

SLOTS, HALF = 96, timedelta(minutes=30)
DAYS, SIGNALS_A_DAY, PATIENCE = 30, 1000, 300.0


def main() -> int:
    slots = int(sys.argv[-1]) if sys.argv[-1].isdigit() else SLOTS
    print(f"machine: {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        grown = grow(root / "work", DAYS, SIGNALS_A_DAY)
        store = _store(root)
        now = grown.now.replace(minute=30)
        mark = now - slots * HALF
        store.commit([AdvanceSlot(CYCLE, mark, mark)], Message("Mark the last slot"))
        bench = _bench(grown, store, now)
        rules = grown.policy.governor.model_copy(update={"catch_up_slots": slots})
        begun = time.perf_counter(), time.process_time()
        judge_due(bench, rules)
        print(f"{slots} slots, {len(grown.policy.agents.by_name)} agents: {_since(begun)}")
        begun = time.perf_counter(), time.process_time()
        judge_due(_bench(grown, _store(root), now + timedelta(minutes=1)), rules)
        print(f"the present moment alone: {_since(begun)}")
    return 0


def _since(begun: tuple[float, float]) -> str:
    wall, own = time.perf_counter() - begun[0], time.process_time() - begun[1]
    return f"{wall:.1f} s, {own:.1f} s of them computing here"


def _store(root: Path) -> GitStore:
    work, bare = root / "work", root / "bare.git"
    if not bare.exists():
        Git(root).run("init", "--quiet", "--bare", str(bare))
        who = ("-c", "user.name=bench", "-c", "user.email=bench@users.noreply.github.com")
        git = Git(work, {}, PATIENCE)
        git.run("init", "--quiet", "-b", "governor-state")
        git.run("add", "state")
        git.run(*who, "commit", "--quiet", "--message", "Grow")
        git.run("push", "--quiet", str(bare), "governor-state")
    remote = Remote(str(bare), str(bare), "")
    return GitStore(remote, "governor-state", root / "clone", {}, Habits())


def _bench(grown: Grown, store: GitStore, now: datetime) -> Bench:
    witness = Witness(now, "governor", PolicySource("0" * 64), "bench")
    return Bench(store, HeardOutput(), grown.policy, witness, {})


if __name__ == "__main__":
    sys.exit(main())
