"""Where a backfill finds its candles, and where its days go."""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.engines.partitions import Partitions, partitions
from bot.adapters.engines.prices import markets_of, write_candles
from bot.adapters.lake.places import is_folder
from bot.adapters.past import PastFolders
from bot.errors import BadUsage
from bot.ports.backfill import Priced, Yard
from bot.ports.past import Past
from bot.wiring.places import objects_at, told
from bot.wiring.shell import Shell

STATE = "state"


@dataclass(frozen=True, slots=True)
class PriceYard:
    past: Past
    out: Partitions
    shell: Shell

    @property
    def name(self) -> str:
        return self.out.name

    @property
    def settled(self) -> str:
        return self.out.settled

    def days(self) -> Sequence[str]:
        return self.out.days()

    def finish(self, day: str) -> int:
        with told(self.shell, self.name):
            return self.out.finish(day)

    def beside(self, days: Container[str]) -> Sequence[str]:
        with told(self.shell, self.name):
            return self.out.beside(days)

    def prices(self, symbols: Iterable[str], interval_ms: int) -> Priced:
        found = self.past.candles(symbols, interval_ms)
        series = found.shelf.series
        file = self.out.stage / "candles.parquet"
        write_candles(series, file)
        ends = (one.covered[-1][1] for one in series.values() if one.covered)
        return Priced(
            venue=found.shelf.venue,
            markets=markets_of(series),
            files=[str(file)],
            interval_ms=found.interval_ms,
            until_ms=max(ends, default=0),
            problems=found.problems,
        )


@contextmanager
def yard_of(shell: Shell, prices: Path, out: str) -> Iterator[Yard]:
    target = objects_at(shell, out)
    folder = Path(target.root) if is_folder(out) else None
    if folder is not None and folder.resolve().is_relative_to((shell.repo / STATE).resolve()):
        raise BadUsage(
            f"Cannot backfill into {out}: there the state keeps what it settled itself, and would "
            "count both; name another folder."
        )
    past = PastFolders(prices, prices, shell.written_policy.prices)
    with partitions(target, out, folder) as found:
        yield PriceYard(past, found, shell)
