"""What cycles decided live, a replay of what they were given decides again, finding by finding."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.adapters.candle_cache import CandleFolder
from bot.adapters.past import PastFolders
from bot.adapters.policies import policy_texts
from bot.adapters.venues.files import Files
from bot.adapters.venues.markets import candidates
from bot.commands.human import Desk
from bot.commands.judge import Bench, judge
from bot.commands.kill import kill
from bot.commands.pause import pause
from bot.commands.reconcile import MarketData, reconcile
from bot.commands.release import release
from bot.commands.replaying.reading import Known, Wanted, read_past
from bot.commands.replaying.state import read_state
from bot.commands.revive import revive
from bot.decisions.replaying.engine import Stage
from bot.decisions.replaying.people import People, answered, at_first, released
from bot.decisions.replaying.result import Result, play
from bot.events import signal, telemetry
from bot.ledger import marks, settlements
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.policy.prices import Venue
from bot.ports.store import Message
from bot.state.audit import files
from bot.state.audit.entry import Kind
from bot.state.audit.note import PolicySource, Witness
from bot.state.decisions import DECISIONS
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.tree import Append
from bot.words.canonical import Json, encode
from bot.words.instant import HOUR, day_of, render, to_ms
from bot.words.stage import Stage as Stages
from tests.decisions.replaying.test_engine import eager
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

VENUE = Venue(name="files", kind="files", path=".")
PEOPLE = People(approve_after=timedelta(hours=5), release_after=timedelta(hours=30))


def policy_of(folder: Path) -> Policy:
    found, problems = read(policy_texts(folder))
    assert found is not None, problems
    prices = found.prices.model_copy(update={"interval": "1h", "venues": (VENUE,)})
    return eager(replace(found, prices=prices))


class Live:
    """A repository that cycles: it takes in, settles and judges at each look."""

    def __init__(self, folder: Path, cache: Path, policy: Policy) -> None:
        self.store, self.out = MemoryStore(), HeardOutput()
        self.policy, self.folder = at_first(policy, PEOPLE), folder
        self.cache = CandleFolder(cache)
        past = PastFolders(folder / "events", folder / "prices", policy.prices)
        signals = (signal.parse(line.data) for line in past.signals())
        runs = (telemetry.parse(line.data) for line in past.telemetry())
        self.coming = sorted(
            [(one.received_at, "signals", one.line()) for one in signals]
            + [(one.ts, "telemetry", one.line()) for one in runs],
            reverse=True,
        )

    def cycle(self, now: datetime) -> None:
        tree = self.store.tree()
        merged = answered(self.policy, load(tree, DECISIONS), PEOPLE, now)
        self.policy = replace(merged, digest="")
        self.store.commit(released(load(tree, KILL_SWITCH), PEOPLE, now), Message("release"))
        while self.coming and self.coming[-1][0] <= now:
            at, kind, line = self.coming.pop()
            path = f"state/events/{kind}/{day_of(at)}.jsonl"
            self.store.now.write(Append(path, line))
        names = partial(candidates, spec=VENUE, prices=self.policy.prices)
        venue = Files(VENUE.name, self.folder / "prices", names, to_ms(now))
        market = MarketData([venue], self.cache)
        reconcile(self.store, market, self.out, terms_of(self.policy), now)
        witness = Witness(now, "governor", PolicySource(self.policy.digest), "test")
        judge(Bench(self.store, self.out, self.policy, witness, {}, "7"))

    def decided(self) -> list[bytes]:
        notes = [one for one in files.newest_first(self.store.tree()) if one.kind is Kind.DECISION]
        return sorted(
            _line(str(one.body["slot"]), one.subject, one.body["why"], one.body["tree"])
            for one in notes
            if "tree" in one.body
        )


def _line(at: str, agent: str, why: Json, tree: Json) -> bytes:
    return encode([at, agent, why, tree])


def _agree(world: World, every: timedelta, tmp_path: Path) -> Result:
    folder = write_world(next(iter(lives(world, [5]))), tmp_path / "world")
    policy = policy_of(folder)
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    known = read_past(past, terms_of(policy), Wanted(None, None, every))
    live = Live(folder, tmp_path / "cache", policy)
    for now in known.looks:
        live.cycle(now)
    result = _played(policy, known)
    assert live.decided() == _lines(result)
    _same_ledger(live, known)
    own = read_state(live.store.tree(), terms_of(policy), Wanted(None, None, None))
    assert _lines(_played(policy, own)) == _lines(result)
    return result


def _played(policy: Policy, known: Known) -> Result:
    return play(Stage(policy, known.past, known.looks, PEOPLE), known.looks[0])


def _lines(result: Result) -> list[bytes]:
    wires = [one.wire() for one in result.decisions]
    return sorted(
        _line(str(one["at"]), str(one["agent"]), one["why"], one["findings"]) for one in wires
    )


def _same_ledger(live: Live, known: Known) -> None:
    tree = live.store.tree()
    paths = [path for path in tree.names("state/ledger/2") if path.endswith(".jsonl")]
    stored = [row for path in paths for row in settlements.read(tree.lines(path), path)]
    assert sorted(stored) == sorted(known.rows)
    hours = [
        mark for path in tree.names(marks.MARKS) for mark in marks.read(tree.lines(path), path)
    ]
    seen = {
        (render(one.hour), one.symbol, one.known_at)
        for day in known.past.prices.values()
        for one in day
    }
    assert {(mark.hour, mark.symbol, mark.marked_at) for mark in hours} == seen


def test_a_week_of_cycles_is_decided_again_alike(tmp_path: Path) -> None:
    _agree(World("week", 9, {"none": 1, "edge": 2, "negative": 1}), timedelta(hours=12), tmp_path)


def test_what_people_did_is_done_again_at_its_moment(tmp_path: Path) -> None:
    every = timedelta(hours=12)
    world = World("week", 9, {"none": 1, "edge": 2, "negative": 1})
    folder = write_world(next(iter(lives(world, [5]))), tmp_path / "world")
    policy = policy_of(folder)
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    looks = read_past(past, terms_of(policy), Wanted(None, None, every)).looks
    live = Live(folder, tmp_path / "cache", policy)
    one, other, *_ = sorted(policy.agents.by_name)
    buttons = {5: (pause, one), 7: (kill, other), 9: (release, one), 12: (revive, other)}
    for number, now in enumerate(looks):
        live.cycle(now)
        if number in buttons:
            press, target = buttons[number]
            witness = Witness(now + HOUR, "zoe", PolicySource(policy.digest), "test")
            press(Desk(live.store, live.out, policy, witness), target, "looks odd")
    own = read_state(live.store.tree(), terms_of(policy), Wanted(None, None, None))
    played = _played(policy, own)
    assert live.decided() == _lines(played)
    stages = {(each.agent, each.decision.stage) for each in played.decisions}
    assert {(one, Stages.PAUSED), (other, Stages.KILLED)} <= stages
    assert Stages.KILLED is not played.stages[other]


@pytest.mark.long
@pytest.mark.parametrize("hours", [4, 11])
def test_a_month_of_cycles_is_decided_again_alike(tmp_path: Path, hours: int) -> None:
    world = World("month", 30, {"none": 2, "edge": 4, "negative": 2})
    result = _agree(world, timedelta(hours=hours), tmp_path)
    assert {one.decision.verb for one in result.decisions} >= {"PROMOTE", "RETIRE"}
