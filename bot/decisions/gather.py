"""Gather: everything the rules look at, read from the state and the policies as of one moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.decisions.assembly import Scene, facts_of, newest_line
from bot.decisions.facts import Facts
from bot.decisions.lookalikes import last_found
from bot.ledger.progress import RECONCILE
from bot.policy.policy import Policy
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.evidence import EVIDENCE, Checkpoint
from bot.state.kill_switch import KILL_SWITCH
from bot.state.missed import missed_lately
from bot.state.report.forensics import FORENSICS
from bot.state.slots import CYCLE
from bot.state.tree import Tree
from bot.stats.book import InForce
from bot.stats.course import course_of, numbers_of
from bot.stats.days import DayRecord
from bot.stats.enrolment import enrolled, table_of
from bot.stats.held import midnight
from bot.stats.hypotheses import Table
from bot.stats.kept import day_records
from bot.stats.measuring.frame import window_days
from bot.stats.membership import Window, window_of
from bot.stats.memory import Memory
from bot.stats.recall import OnDay, Recalled, checkpoints, complete_until, final_days, quiet, recall
from bot.words.instant import DAY, EPOCH, day_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """`before` is the table as it stands in the state, `in_force` the book's newest line.

    `ended` are days that ended since the last checkpoint, and are to be kept with the new ones.
    """

    facts: Facts
    before: Table
    table: Table
    memory: Memory
    in_force: InForce
    window: Window
    ended: Mapping[str, DayRecord]
    checkpoints: Mapping[str, Checkpoint]


def gather(
    tree: Tree,
    policy: Policy,
    now: datetime,
    resets: Collection[datetime] = (),
    on_day: OnDay = quiet,
) -> Gathered:
    """Fold what is new and read the rest; `resets` are hours of breaches that were acted upon."""
    numbers, before = numbers_of(policy), table_of(load(tree, EVIDENCE))
    until = complete_until(now, timedelta(milliseconds=numbers.ledger.interval_ms))
    states = load(tree, AGENTS)
    since = midnight(day_of(until)) if before else EPOCH
    table = enrolled(before, policy.agents.by_name, states, now, since)
    course = course_of(table, numbers, resets)
    progress = load(tree, RECONCILE)
    recalled, inputs = recall(tree, progress, course, now, on_day)
    alike = last_found(load(tree, FORENSICS), now)
    missed = missed_lately(tree, CYCLE, now)
    scene = Scene(policy, states, load(tree, KILL_SWITCH), table, now, alike, missed)
    window = _window(tree, recalled, policy)
    return Gathered(
        facts=facts_of(scene, course, recalled, inputs, window),
        before=before,
        table=table,
        memory=recalled.memory,
        in_force=newest_line(inputs, recalled.memory, now),
        window=window,
        ended=final_days(recalled, inputs),
        checkpoints=checkpoints(recalled, inputs, numbers.basis, progress.revision),
    )


def _window(tree: Tree, recalled: Recalled, policy: Policy) -> Window:
    count = window_days(policy.promotion, policy.retirement.two_of_four)
    today = recalled.present.record
    first = midnight(today.day) - (count - 1) * DAY
    wanted = (day_of(first + number * DAY) for number in range(count - 1))
    kept = dict(day_records(tree, [day for day in wanted if day not in recalled.ended]))
    return window_of({**kept, **recalled.ended}, today, count)
