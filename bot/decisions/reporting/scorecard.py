"""The scorecard of the bot itself. It is made after every decision, and no decision reads it."""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from math import fsum

from bot.decisions.gather import Gathered
from bot.decisions.reporting import numbers
from bot.decisions.reporting.hindsight import Account, accounts, by_agent
from bot.decisions.reporting.moves import Move, moves
from bot.errors import StateError
from bot.policy.policy import Policy
from bot.policy.promotion import Minimum
from bot.state.audit.entry import Entry
from bot.state.audit.files import newest_first
from bot.state.report.report import Report
from bot.state.report.scorecard import Count, RuleScore, Scorecard
from bot.state.tree import Tree
from bot.stats.days import DayRecord
from bot.stats.held import midnight

TOTAL = "all"


def scorecard(tree: Tree, gathered: Gathered, before: Report, policy: Policy) -> Scorecard | None:
    """Score once for each day that is over; the days looked at are those already in memory."""
    records = [one for one in gathered.window.days[:-1] if one.tallies]
    if not records:
        return None
    last = gathered.window.days[-2].day
    if before.scorecard is not None and before.scorecard.until == last:
        return before.scorecard
    try:
        entries = _entries(tree, records[0].day, gathered.window.days[-1].day)
    except StateError:
        return None  # a broken record is told by `audit verify`; it must not keep anybody in force
    return card(list(moves(entries)), records, policy.promotion.minimum, last)


def card(
    moved: Sequence[Move], records: Sequence[DayRecord], least: Minimum, until: str
) -> Scorecard:
    days = by_agent(records)
    each = list(accounts(moved, days))
    stops = [one for one in each if not one.move.rises]
    known = [one for one in each if one.trades >= least.trades]
    enough = len(records) >= least.days
    daily = _equally(records)
    return Scorecard(
        since=records[0].day,
        until=until,
        least_trades=least.trades,
        rules=_rules(each, least.trades),
        total=_score(TOTAL, each, least.trades),
        false_kills=_count([-one.worth_bps for one in known if not one.move.rises]),
        late_kills=_count([one.late_bps for one in stops if one.late_bps is not None]),
        lucky_promotions=_count([-one.worth_bps for one in known if one.move.rises]),
        book_bps=numbers.bps(fsum(one.book.bps for one in records)) if enough else None,
        held_bps=numbers.bps(fsum(daily)) if enough else None,
        days=len(records),
    )


def _entries(tree: Tree, since: str, until: str) -> list[Entry]:
    """Give what was recorded before today, oldest first."""
    begin, end = midnight(since), midnight(until)
    found = list(takewhile(lambda one: one.at >= begin, newest_first(tree)))
    return [one for one in reversed(found) if one.at < end]


def _rules(each: Iterable[Account], least: int) -> tuple[RuleScore, ...]:
    by_rule: dict[str, list[Account]] = {}
    for one in each:
        by_rule.setdefault(one.move.rule, []).append(one)
    return tuple(_score(rule, own, least) for rule, own in sorted(by_rule.items()))


def _score(rule: str, each: Sequence[Account], least: int) -> RuleScore:
    """Score decisions; one that was worth nothing did no harm."""
    worths = [one.worth_bps for one in each if one.trades >= least]
    wrong = [worth for worth in worths if worth < 0]
    return RuleScore(
        rule=rule,
        decisions=len(each),
        n=len(worths),
        right=len(worths) - len(wrong),
        wrong=len(wrong),
        saved_bps=numbers.bps(fsum(one for one in worths if one > 0)) if worths else None,
        lost_bps=numbers.bps(-fsum(wrong)) if worths else None,
    )


def _count(costs: Sequence[float]) -> Count:
    bad = [cost for cost in costs if cost > 0]
    if not costs:
        return Count()
    return Count(n=len(costs), found=len(bad), cost_bps=numbers.bps(fsum(bad)))


def _equally(records: Iterable[DayRecord]) -> list[float]:
    """Hold, each day, everybody who held anything, at equal weights."""
    held = [[one.path for one in record.tallies.values() if one.path.hours] for record in records]
    return [fsum(one.return_bps for one in each) / len(each) for each in held if each]
