"""Founds the demo's world in a folder: a local forge, a clone of it, candles, a state branch."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.adapters.candle_cache import CandleFolder
from bot.adapters.examples import prepare_examples
from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.adapters.policies import policy_texts
from bot.adapters.shipped import shipped, shipped_part
from bot.adapters.venues.making import make_venues
from bot.commands.audit_verify import audit_verify
from bot.commands.demo.acts import DESK, OWNER, RISK
from bot.commands.demo.answers import BOT
from bot.commands.demo.fleet import FLEET
from bot.commands.demo.ground import repository
from bot.commands.demo.house import House
from bot.commands.demo.market import STEP, Market
from bot.commands.human import Desk
from bot.commands.judge import Bench
from bot.commands.plan import Site
from bot.commands.reconcile import MarketData
from bot.commands.run_agents import run_agents
from bot.errors import Refused
from bot.ledger.terms import terms_of
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.people import Permission, Repository
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.wiring.demo_papers import papers
from bot.wiring.judging import bench_of
from bot.wiring.people import desk_of
from bot.wiring.replaying import beside_classic
from bot.wiring.reverting import reverts
from bot.wiring.running import yard
from bot.wiring.shell import Options, Shell
from bot.wiring.stores import Rivals, branch_store
from bot.words.instant import to_ms

MARK = ".made-by-governor-demo"
PEOPLE = {RISK: Permission.WRITE, DESK: Permission.WRITE, BOT: Permission.WRITE}


@dataclass(slots=True)
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def turn(self, now: datetime) -> None:
        self.now = now


@dataclass(frozen=True, slots=True)
class Bytes:
    """A source of lines that is already here."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def blocks(self) -> Iterator[bytes]:
        yield self.data


def found(folder: Path, market: Market, out: Output) -> House:
    _clear(folder)
    clock = Clock(market.start)
    forge = _forge(folder / "forge", clock)
    _write_candles(folder / "candles", market)
    fleet = folder / "fleet"
    Git(folder).run("clone", "--quiet", str(forge.remote), str(fleet))
    shell = Shell(Options(repo=str(fleet)))
    state = shell.written_policy.governor.state
    store = branch_store(
        shell.place, state, shell.settings, shell.environ, rivals=Rivals(alone=True)
    )
    return House(
        folder=folder,
        out=out,
        store=store,
        terms=terms_of(shell.policy),
        forge=forge.acting_as,
        turn_clock=clock.turn,
        source=Bytes,
        market=partial(_prices, fleet, shell.policy),
        follow=partial(_follow, fleet),
        desk=partial(_desk, fleet),
        bench=partial(_bench, fleet, store),
        site=partial(_site, fleet, store, forge.acting_as),
        reverts=reverts(shell),
        classic=partial(_classic, fleet, store),
        examples=partial(_examples, folder / "examples"),
        papers=partial(papers, folder),
        verify=partial(_verify, fleet),
    )


def _clear(folder: Path) -> None:
    """Replace an earlier demo, and nothing else."""
    if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise Refused(
            f"Cannot write the demo to {folder}: something else is there. Name another with --out."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _forge(folder: Path, clock: Clock) -> LocalForge:
    written = {**policy_texts(shipped()), **shipped_part("classic")}
    files = repository(written, FLEET)
    where = Repository(f"{OWNER}/fleet", "main")
    forge = LocalForge.found(folder, clock, where, files)
    for login, permission in PEOPLE.items():
        forge.admit(login, permission)
    return forge


def _write_candles(folder: Path, market: Market) -> None:
    folder.mkdir()
    for symbol in market.opens:
        with (folder / f"{symbol}_{STEP.seconds // 60}m.csv").open("w", encoding="utf-8") as file:
            file.writelines(market.csv(symbol))


def _at(fleet: Path, now: datetime) -> Shell:
    return Shell(Options(repo=str(fleet), now=now.isoformat()))


def _prices(fleet: Path, policy: Policy, now: datetime) -> MarketData:
    venues = make_venues(policy.prices, fleet, to_ms(now))
    return MarketData(venues, CandleFolder(fleet / policy.prices.cache_dir))


def _follow(fleet: Path) -> Policy:
    Git(fleet).run("pull", "--quiet", "--ff-only")
    return Shell(Options(repo=str(fleet))).policy


def _desk(fleet: Path, by: str, now: datetime, out: Output) -> Desk:
    return replace(desk_of(_at(fleet, now), by), output=out)


def _bench(fleet: Path, store: Store, now: datetime, out: Output) -> Bench:
    return replace(bench_of(_at(fleet, now)), store=store, output=out)


def _site(
    fleet: Path,
    store: Store,
    forge: Callable[[str], Forge],
    by: str,
    now: datetime,
    out: Output,
) -> Site:
    policy = Shell(Options(repo=str(fleet))).policy
    return Site(store, out, policy, forge(by), now, "demo")


def _classic(fleet: Path, store: Store, now: datetime, out: Output) -> None:
    found = beside_classic(_at(fleet, now), out)(store.tree())
    if found:
        store.commit(found, Message("Keep what the classic rules would have done"))


def _examples(folder: Path, now: datetime, out: Output) -> None:
    prepare_examples(folder, now)
    shell = Shell(Options(repo=str(folder), now=now.isoformat(), local=True))
    run_agents(replace(yard(shell), out=out))


def _verify(fleet: Path, out: Output) -> int:
    shell = Shell(Options(repo=str(fleet)))
    digest = shell.written_policy.digest
    return audit_verify(shell.store, out, shell.anchors(), digest)
