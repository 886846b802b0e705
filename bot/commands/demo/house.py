"""What the demo needs of the outside: a forge, a state, prices, and a clock to turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.commands.human import Desk
from bot.commands.judge import Bench
from bot.commands.plan import Site
from bot.commands.reconcile import MarketData
from bot.ledger.terms import Terms
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.output import Output
from bot.ports.reverts import Reverts
from bot.ports.source import Source
from bot.ports.store import Store


@dataclass(frozen=True, slots=True)
class House:
    """`at` is given the demo's own time; `follow` brings a merge into the fleet's work tree."""

    folder: Path
    out: Output
    store: Store
    terms: Terms
    forge: Callable[[str], Forge]
    turn_clock: Callable[[datetime], None]
    source: Callable[[str, bytes], Source]
    market: Callable[[datetime], MarketData]
    follow: Callable[[], Policy]
    desk: Callable[[str, datetime, Output], Desk]
    bench: Callable[[datetime, Output], Bench]
    site: Callable[[str, datetime, Output], Site]
    reverts: Reverts
    classic: Callable[[datetime, Output], None]
    examples: Callable[[datetime, Output], None]
    papers: Callable[[datetime, Output], None]
    verify: Callable[[Output], int]
