"""governor replay: decide history again, and say what the rules would have made of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.replaying.reading import Known
from bot.decisions.replaying.people import People
from bot.decisions.replaying.result import Result, equity_lines, play
from bot.effects import numbers
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.past import Folder
from bot.stats.bootstrap import Interval
from bot.words.canonical import Json, encode_line, encode_page
from bot.words.count import plural
from bot.words.instant import render

VERSION = 1


@dataclass(frozen=True, slots=True)
class Replayed:
    known: Known
    result: Result

    def summary(self) -> dict[str, Json]:
        looks = self.known.looks
        return {
            **self.result.summary(),
            "from": render(looks[0]),
            "to": render(looks[-1]),
            "signals": self.known.signals,
            "settlements": len(self.known.rows),
            "problems": len(self.known.problems),
        }


def replay(known: Known, policy: Policy, people: People, out: Output, folder: Folder) -> int:
    replayed = replayed_of(known, policy, people, out)
    for name, lines in files(replayed):
        folder.write(name, lines)
    out.problems(replayed.known.problems)
    for line in said(replayed):
        out.say(line)
    out.say(f"Written to {folder.name}.")
    out.result(replayed.summary())
    return 0


def replayed_of(known: Known, policy: Policy, people: People, out: Output) -> Replayed:
    with out.progress("Deciding again", len(known.looks)) as bar:
        result = play(known.stage(policy, people), known.looks[0], bar.advance)
    return Replayed(known, result)


def files(replayed: Replayed) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give the four files of a replay; the same past and policies give the same bytes."""
    result = replayed.result
    yield "decisions.jsonl", (encode_line(one.wire()) for one in result.decisions)
    yield "equity.jsonl", (encode_line(one) for one in equity_lines(result.hours))
    yield "settlements.jsonl", (encode_line(row.wire()) for row in replayed.known.rows)
    yield "summary.json", (encode_page(replayed.summary()),)


def said(replayed: Replayed) -> Sequence[str]:
    result, looks = replayed.result, replayed.known.looks
    book = result.portfolio
    pnl, fall = book.pnl_bps, book.max_drawdown_bps
    changed = sum(one.before is not None for one in result.decisions)
    span = f"from {_day(looks[0])} to {_day(looks[-1])}"
    judged = (
        f"{plural(len(result.stages), 'agent')} judged at {plural(len(looks), 'look')} {span}: "
        f"{plural(changed, 'changed decision')}, "
        f"{plural(len(result.breaches), 'breach', 'breaches')}."
    )
    made = (
        f"Portfolio {numbers.bps(pnl.value)}{_around(pnl.interval)}, deepest fall "
        f"{numbers.depth(fall.value)}{_around(fall.interval)}, mean gross {book.gross:.1%}, "
        f"costs {numbers.depth(book.costs_bps)}, turnover {book.turnover:.1f}."
    )
    return judged, made


def _around(found: Interval | None) -> str:
    return "" if found is None else f" ({found.low:.0f} to {found.high:.0f})"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
