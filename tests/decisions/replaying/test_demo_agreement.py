"""The bundled fleet run as cycles and replayed from its events: alike, however they are cut."""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.adapters.candle_cache import CandleFolder
from bot.adapters.venues.files import Files
from bot.adapters.venues.markets import candidates
from bot.cli.main import run
from bot.commands.demo.diary import life, lines
from bot.commands.demo.fleet import FLEET
from bot.commands.demo.ground import KILL_LIST, repository, with_kill
from bot.commands.demo.life import ADMISSION
from bot.commands.demo.market import make_market
from bot.commands.ingest import ingest
from bot.commands.judge import Bench, judge
from bot.commands.reconcile import MarketData, reconcile
from bot.commands.replaying.reading import Wanted
from bot.commands.replaying.state import read_state
from bot.decisions.replaying.people import People, answered, at_first, released
from bot.decisions.replaying.result import play
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.store import Message
from bot.state.audit import files
from bot.state.audit.entry import Kind
from bot.state.audit.note import PolicySource, Witness
from bot.state.decisions import DECISIONS
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.words.canonical import encode, encode_line
from bot.words.instant import HOUR, render, to_ms
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.policy.shipped import texts

START = datetime(2026, 7, 1, tzinfo=UTC)
SEED = 7
EVENTS = "state/events/"
KINDS = ("signals", "telemetry", "quarantine")
RESULTS = ("decisions.jsonl", "equity.jsonl", "settlements.jsonl", "summary.json")
PEOPLE = People(approve_after=timedelta(hours=5), release_after=timedelta(hours=30))
ANSWERS = ("--approve-after", "5", "--release-after", "30")
GARBLING = "ember-btc"
SOONER = {
    "  trades: 20 ": "  trades: 3 ",
    "  days: 20 ": "  days: 2 ",
    "  alpha_days: 5 ": "  alpha_days: 2 ",
    "  runs: 20 ": "  runs: 3 ",
    "  signals: 20 ": "  signals: 3 ",
}
LOOSER = {
    "policies/promotion.yml": {
        "  e_value: 7 ": "  e_value: 1.3 ",
        "  sup_e_value: 20 ": "  sup_e_value: 1.5 ",
        "  fdr: 0.07 ": "  fdr: 0.9 ",
        "error_rate: {use: gate, max: 0.1,": "error_rate: {use: gate, max: 0.9,",
    },
    "policies/risk.yml": {"\nMAX_DRAWDOWN_BPS: 250": "\nMAX_DRAWDOWN_BPS: 40"},
}


@dataclass(frozen=True)
class Text:
    name: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def blocks(self) -> Iterator[bytes]:
        yield self.data


@dataclass(frozen=True)
class World:
    """`mail` is what the agents wrote, sound or not, in order of time."""

    folder: Path
    policy: Policy
    mail: list[tuple[datetime, bytes]]
    looks: list[datetime]


def world_of(folder: Path, days: int, hours: int, sooner: Mapping[str, str]) -> World:
    market = make_market(SEED, START, days)
    (folder / "prices").mkdir(parents=True)
    for symbol in market.opens:
        text = "".join(market.csv(symbol))
        (folder / "prices" / f"{symbol}_15m.csv").write_text(text, "utf-8")
    pages = repository(texts(), FLEET)
    pages[KILL_LIST] = with_kill(pages[KILL_LIST], "banished-btc", "martingale", "rita")
    (folder / "policies").mkdir()
    rules = {path: text for path, text in pages.items() if path.startswith("policies/")}
    rules = loosened(rules, LOOSER)
    rules = loosened(rules, {"policies/promotion.yml": sooner})
    for path, page in rules.items():
        (folder / path).write_bytes(page)
    policy, problems = read(rules)
    assert policy is not None, problems
    mail = [one for who in FLEET for one in lines(who, life(who, market, days, SEED), market, SEED)]
    mail += [(at, garbled(line)) for at, line in mail if is_signal_of(GARBLING, line)]
    every = timedelta(hours=hours)
    looks = [START + every * number for number in range(1, timedelta(days=days) // every + 1)]
    return World(folder, policy, sorted(mail, key=lambda one: one[0]), looks)


def loosened(rules: dict[str, bytes], by: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    found = dict(rules)
    for path, changes in by.items():
        for old, new in changes.items():
            assert found[path].count(old.encode()) == 1
            found[path] = found[path].replace(old.encode(), new.encode())
    return found


def is_signal_of(agent: str, line: bytes) -> bool:
    return agent.encode() in line and b"direction" in line


def garbled(line: bytes) -> bytes:
    return encode_line({**json.loads(line), "direction": "MAYBE"})


def lived(world: World, cache: Path, batch: int) -> MemoryStore:
    """Take in what came, so many lines a file, settle and judge, at each look."""
    store, out, mail = MemoryStore(), HeardOutput(), world.mail
    policy, last = at_first(world.policy, PEOPLE), START - HOUR
    spec = world.policy.prices.venues[0]
    names = partial(candidates, spec=spec, prices=policy.prices)
    for now in world.looks:
        merged = answered(policy, load(store.tree(), DECISIONS), PEOPLE, now)
        policy = replace(merged, digest="")
        store.commit(released(load(store.tree(), KILL_SWITCH), PEOPLE, now), Message("release"))
        fresh = [line for at, line in mail if last < at <= now]
        cut = [b"".join(fresh[at : at + batch]) for at in range(0, len(fresh), batch)]
        sources = [Text(f"{render(now)}-{number:04}", data) for number, data in enumerate(cut)]
        ingest(store, out, sources, now, ADMISSION)
        venue = Files(spec.name, world.folder / "prices", names, to_ms(now))
        market = MarketData([venue], CandleFolder(cache))
        reconcile(store, market, out, terms_of(policy), now)
        witness = Witness(now, "governor", PolicySource(policy.digest), "test")
        judge(Bench(store, out, policy, witness, {}, "7"))
        last = now
    return store


def exported(store: MemoryStore, folder: Path) -> dict[str, list[bytes]]:
    """Write the events of a state, a file a day, as its branch holds them."""
    found = {kind: _lines(store, kind) for kind in KINDS}
    tree = store.tree()
    for path in tree.names(EVENTS):
        to = folder / path.removeprefix(EVENTS)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(b"".join(line + b"\n" for line in tree.lines(path)))
    return found


def _lines(store: MemoryStore, kind: str) -> list[bytes]:
    tree = store.tree()
    return [line for path in tree.names(f"{EVENTS}{kind}") for line in tree.lines(path)]


def cut(found: dict[str, list[bytes]], folder: Path, parts: int, chance: random.Random) -> Path:
    """Write the same lines shuffled into so many files; one part keeps their order."""
    for kind, own in found.items():
        mixed = chance.sample(own, len(own)) if parts > 1 else own
        (folder / kind).mkdir(parents=True)
        for part in range(parts):
            text = b"".join(line + b"\n" for line in mixed[part::parts])
            (folder / kind / f"{part:03}.jsonl").write_bytes(text)
    return folder


def replayed(world: World, events: Path, out: Path, every: int) -> dict[str, bytes]:
    places = ("--events", events, "--prices", world.folder / "prices", "--out", out)
    span = ("--from", render(world.looks[0]), "--to", render(world.looks[-1]))
    rules = ("--policies", world.folder / "policies", "--every", every * 60)
    assert run(["replay", *map(str, (*places, *rules, *span, *ANSWERS))]) == 0
    return {name: (out / name).read_bytes() for name in RESULTS}


def decided(store: MemoryStore) -> list[bytes]:
    notes = [one for one in files.newest_first(store.tree()) if one.kind is Kind.DECISION]
    return sorted(
        encode([one.body["slot"], one.subject, one.body["why"], one.body["tree"]])
        for one in notes
        if "tree" in one.body
    )


def again(result: dict[str, bytes]) -> list[bytes]:
    every = map(json.loads, result["decisions.jsonl"].splitlines())
    return sorted(encode([one["at"], one["agent"], one["why"], one["findings"]]) for one in every)


def from_state(world: World, store: MemoryStore) -> list[bytes]:
    """Decide again from the state itself, at the moments at which it was judged."""
    policy = world.policy
    known = read_state(store.tree(), terms_of(policy), Wanted(None, None, None))
    wires = [one.wire() for one in play(known.stage(policy, PEOPLE), known.looks[0]).decisions]
    return sorted(encode([one["at"], one["agent"], one["why"], one["findings"]]) for one in wires)


def agree(folder: Path, days: int, hours: int, sooner: Mapping[str, str]) -> dict[str, bytes]:
    world = world_of(folder / "world", days, hours, sooner)
    store = lived(world, folder / "cache", 1_000)
    own = exported(store, folder / "by_day")
    assert own["quarantine"]
    result = replayed(world, folder / "by_day", folder / "out", hours)
    assert again(result) == decided(store) == from_state(world, store)
    chance = random.Random(SEED)
    for parts in (1, 9):
        events = cut(own, folder / f"in_{parts}", parts, chance)
        assert replayed(world, events, folder / f"out_{parts}", hours) == result
    small = lived(world, folder / "cache", 3)
    assert decided(small) == decided(store)
    exported(small, folder / "small")
    assert replayed(world, folder / "small", folder / "out_small", hours) == result
    return result


def fates(result: dict[str, bytes]) -> set[tuple[str, str]]:
    taken = map(json.loads, result["decisions.jsonl"].splitlines())
    return {(one["decision"], one["to"]) for one in taken if one["from"] is not None}


def test_a_week_of_the_demo_is_decided_again_alike_however_its_events_are_cut(
    tmp_path: Path,
) -> None:
    found = fates(agree(tmp_path, 7, 12, SOONER))
    assert found >= {("HOLD", "shadow"), ("PROMOTE", "shadow"), ("PROMOTE", "canary")}


def test_lines_that_were_refused_count_against_their_agent_in_a_replay_of_the_state(
    tmp_path: Path,
) -> None:
    world = world_of(tmp_path / "world", 7, 12, SOONER)
    store = lived(world, tmp_path / "cache", 1_000)
    whole = from_state(world, store)
    assert whole == decided(store)
    for path in store.tree().names(f"{EVENTS}quarantine"):
        del store.now.files[path]
    clean = from_state(world, store)
    assert {json.loads(one)[1] for one in {*clean} ^ {*whole}} == {GARBLING}


@pytest.mark.long
def test_a_month_of_the_demo_is_decided_again_alike_however_its_events_are_cut(
    tmp_path: Path,
) -> None:
    result = agree(tmp_path, 30, 6, {})
    assert {verb for verb, _ in fates(result)} >= {"HOLD", "WATCH", "PROMOTE", "KILL"}
    assert {stage for _, stage in fates(result)} >= {"shadow", "canary", "live", "killed"}
    assert json.loads(result["summary.json"])["breaches"]
