"""The scorecard of the bot itself. It is made after every decision, and no decision reads it."""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from math import fsum

from bot.decisions.gather import Gathered
from bot.decisions.reporting import numbers
from bot.decisions.reporting.beside_classic import Rival, against, classic_score
from bot.decisions.reporting.hindsight import Account, accounts, by_agent
from bot.decisions.reporting.moves import Move, moves
from bot.decisions.reporting.scoring import TOTAL, by_rule, counts
from bot.decisions.reporting.scoring import score as scored
from bot.errors import StateError
from bot.policy.policy import Policy
from bot.policy.promotion import Minimum
from bot.state.audit.entry import Entry
from bot.state.audit.files import newest_first
from bot.state.classic import CLASSIC, Classic
from bot.state.documents import load
from bot.state.report.report import Report
from bot.state.report.scorecard import ClassicScore, RuleScore, Scorecard
from bot.state.tree import Tree
from bot.stats.days import DayRecord
from bot.stats.held import midnight


def scorecard(tree: Tree, gathered: Gathered, before: Report, policy: Policy) -> Scorecard | None:
    """Score once for each day that is over; the days looked at are those already in memory."""
    records = [one for one in gathered.window.days[:-1] if one.tallies]
    if not records:
        return None
    last, classic, known = gathered.window.days[-2].day, _classic(tree), before.scorecard
    if known is not None and known.until == last and _is_of(classic, known.classic):
        return known
    try:
        entries = _entries(tree, records[0].day, gathered.window.days[-1].day)
    except StateError:
        return None  # a broken record is told by `audit verify`; it must not keep anybody in force
    rival = Rival(classic, policy.governor.replay)
    return card(list(moves(entries)), records, policy.promotion.minimum, last, rival)


def card(
    moved: Sequence[Move],
    records: Sequence[DayRecord],
    least: Minimum,
    until: str,
    rival: Rival | None = None,
) -> Scorecard:
    rival = rival or Rival()
    made = by_agent(records)
    each = list(accounts(moved, made))
    days = [one.day for one in records]

    def score(rule: str, own: Sequence[Account]) -> RuleScore:
        beside = against(own, rival, days, least.trades)
        return scored(rule, own, least.trades).model_copy(update={"classic": beside})

    enough = len(records) >= least.days
    return Scorecard(
        since=records[0].day,
        until=until,
        least_trades=least.trades,
        rules=tuple(score(rule, own) for rule, own in by_rule(each)),
        total=score(TOTAL, each),
        **counts(each, least.trades),
        book_bps=numbers.bps(fsum(one.book.bps for one in records)) if enough else None,
        held_bps=numbers.bps(fsum(_equally(records))) if enough else None,
        days=len(records),
        classic=classic_score(records, made, least, rival),
    )


def _classic(tree: Tree) -> Classic:
    try:
        return load(tree, CLASSIC)
    except StateError as error:
        return Classic(why=str(error))  # what is only advice keeps nobody from a judgement


def _is_of(classic: Classic, known: ClassicScore) -> bool:
    return (classic.key, classic.why) == (known.key, known.why)


def _entries(tree: Tree, since: str, until: str) -> list[Entry]:
    """Give what was recorded before today, oldest first."""
    begin, end = midnight(since), midnight(until)
    found = list(takewhile(lambda one: one.at >= begin, newest_first(tree)))
    return [one for one in reversed(found) if one.at < end]


def _equally(records: Iterable[DayRecord]) -> list[float]:
    """Hold, each day, everybody who held anything, at equal weights."""
    held = [[one.path for one in record.tallies.values() if one.path.hours] for record in records]
    return [fsum(one.return_bps for one in each) / len(each) for each in held if each]
