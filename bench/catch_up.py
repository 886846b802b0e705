"""python -m bench catch_up: a hole of 96 slots at 200 agents, on a local remote."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bench.cycle.world import commit_state
from bench.judge.state import Grown, grow
from bench.row import Measured, Row, Size, at_least
from bot.adapters.git import Git
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.remote import Remote
from bot.commands.cycling.due import judge_due
from bot.commands.judge import Bench
from bot.ports.store import Message
from bot.state.audit.note import PolicySource, Witness
from bot.state.slots import CYCLE, AdvanceSlot
from tests.fakes.output import HeardOutput

SLOTS = {Size.QUICK: 2, Size.USUAL: 96, Size.LARGE: 96}
DAYS = {Size.QUICK: 2, Size.USUAL: 30, Size.LARGE: 30}
HALF, SIGNALS_A_DAY = timedelta(minutes=30), 1000


def rows(size: Size) -> Iterator[Row]:
    slots = SLOTS[size]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        grown = grow(root / "past", DAYS[size], SIGNALS_A_DAY)
        now = grown.now.replace(minute=30)
        store = _store(root)
        mark = now - slots * HALF
        store.commit([AdvanceSlot(CYCLE, mark, mark)], Message("Mark the last slot"))
        rules = grown.policy.governor.model_copy(update={"catch_up_slots": slots})
        begun = time.perf_counter(), time.process_time()
        judge_due(_bench(grown, store, now), rules)
        whole, own = time.perf_counter() - begun[0], time.process_time() - begun[1]
        start = time.perf_counter()
        judge_due(_bench(grown, _store(root), now + timedelta(minutes=1)), rules)
        alone = time.perf_counter() - start
    row = Row(
        "catch_up",
        f"{slots} missed slots, {len(grown.policy.agents.by_name)} agents",
        slots,
        Measured("governor", (whole,)),
        Measured("a fresh look for each slot (computed from one)", (slots * alone,)),
        detail=(f"{own:.1f} s of {whole:.1f} s computing here; the present alone {alone:.1f} s",),
    )
    yield row if size is Size.QUICK else replace(row, limit=at_least("times", row.ratio, 1))


def _store(root: Path) -> GitStore:
    bare = root / "bare.git"
    if not bare.exists():
        Git(root).run("init", "--quiet", "--bare", str(bare))
        commit_state(bare, root / "past")
    remote = Remote(str(bare), str(bare), "")
    return GitStore(remote, "governor-state", root / "clone", {}, Habits())


def _bench(grown: Grown, store: GitStore, now: datetime) -> Bench:
    witness = Witness(now, "governor", PolicySource("0" * 64), "bench")
    return Bench(store, HeardOutput(), grown.policy, witness, {})
