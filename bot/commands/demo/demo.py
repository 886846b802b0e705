"""governor demo: a made-up market and fleet, governed by the real thing, offline."""

from datetime import UTC, datetime

from bot.commands.demo.fleet import FLEET
from bot.commands.demo.hearing import Hearing
from bot.commands.demo.house import House
from bot.commands.demo.life import Span, Told, live
from bot.commands.demo.market import Market
from bot.commands.demo.school import school
from bot.commands.demo.table import quarantined, table
from bot.commands.demo.verdicts import verdicts
from bot.state.documents import load
from bot.state.report.report import REPORT
from bot.words.count import plural
from bot.words.instant import DAY

START = datetime(2026, 7, 1, tzinfo=UTC)
DAYS = 60
PAPERS = (
    ("site/index.html", "the dashboard: open it in a browser"),
    ("papers", "the committee's memo and the mails to partners; nobody was mailed"),
)


def demo(house: House, market: Market, seed: int, days: int) -> int:
    told = live(house, market, FLEET, Span(market.start, days), seed)
    house.follow()
    _summary(house, told, market.start, days)
    _examples(house, market.start + days * DAY)
    heard = Hearing()
    code = house.verify(heard)
    house.out.say("\n".join(["", *heard.said]))
    _paths(house, with_papers=_papers(house, market.start + days * DAY))
    return code


def _summary(house: House, told: Told, start: datetime, days: int) -> None:
    out, tree = house.out, house.store.tree()
    out.say(f"{plural(days, 'day')}, {plural(len(FLEET), 'agent')}, one market that never was.\n")
    out.say(_taken_in(told))
    out.say(_settled(told))
    for moment, what in told.acts:
        out.say(f"{moment:%b %d}: {what}")
    out.say("")
    for line in (*table(tree, FLEET), "", *verdicts(tree, FLEET, start, days)):
        out.say(line)
    out.result(
        {"v": 1, "events": told.events, "settled": told.settled, "quarantined": quarantined(tree)}
    )


def _examples(house: House, now: datetime) -> None:
    heard = Hearing()
    house.examples(now, heard)
    for line in ("", *school(heard.last)):
        house.out.say(line)


def _papers(house: House, now: datetime) -> bool:
    """Write what people would read; a life too short to be judged leaves nothing to tell."""
    judged = load(house.store.tree(), REPORT).meta is not None
    if judged:
        house.papers(now, Hearing())
    return judged


def _taken_in(told: Told) -> str:
    counts = told.events
    return (
        f"Taken in: {plural(counts['lines'], 'line')}; {plural(counts['signals'], 'signal')} and "
        f"{plural(counts['telemetry'], 'run')} stored, {plural(counts['quarantined'], 'line')} "
        "quarantined with file, line and reason."
    )


def _settled(told: Told) -> str:
    counts = told.settled
    return (
        f"Settled: {counts['settled']:,} of (signal, horizon) at 1, 4 and 24 hours, fees and "
        f"slippage paid; {counts['unpriceable']:,} unpriceable, {counts['marks']:,} hourly marks."
    )


def _paths(house: House, *, with_papers: bool) -> None:
    out, folder = house.out, house.folder
    out.say(f"\nAll of it is in {folder}:")
    for name, what in (
        *(PAPERS if with_papers else ()),
        ("fleet", "the repository with policies/; the state is on its branch governor-state"),
        ("forge", "the local forge: pull requests, merges, checks"),
        ("candles", "the market, a quarter of an hour a row"),
        ("examples", "seven agents to look at, or to copy"),
    ):
        out.say(f"  {folder / name}  {what}")
    out.say(f"\nLook closer:  cd {folder / 'fleet'} && git log --stat origin/governor-state")
