"""Decide a history again, look by look, by the same rules and the same fold as a live cycle."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.decisions import acts
from bot.decisions.assembly import Scene, facts_of
from bot.decisions.facts import Facts
from bot.decisions.judgement import Memory as Remembered
from bot.decisions.judging import Verdict, weigh
from bot.decisions.replaying.outcome import BookHour, Decided, Looked
from bot.decisions.replaying.people import People, answered, at_first, released
from bot.decisions.writing import table_after
from bot.policy.policy import Policy
from bot.state.agents import AGENTS, Agents
from bot.state.documents import load
from bot.state.in_memory import MemoryTree
from bot.state.kill_switch import KILL_SWITCH, KillSwitch
from bot.state.tree import Operation
from bot.stats.book import InForce, PortfolioHour
from bot.stats.course import Course, course_of, numbers_of
from bot.stats.curve import Curve
from bot.stats.days import DayRecord, advance, present
from bot.stats.enrolment import enrolled
from bot.stats.from_memory import History
from bot.stats.ground import GroundOf, kept_grounds
from bot.stats.held import midnight
from bot.stats.hypotheses import Table
from bot.stats.kept import KEPT_DAYS
from bot.stats.measuring.frame import window_days
from bot.stats.membership import window_of
from bot.stats.memory import Memory
from bot.stats.recall import Recalled, beginning, complete_until
from bot.stats.unrolling import Unrolling
from bot.words.instant import DAY, EPOCH, day_of

OnHour = Callable[[BookHour], None]


def unheard(hour: BookHour) -> None:
    """Tell nobody of an hour."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a replay is played on: the rules, the past, who answers, and when somebody looks."""

    policy: Policy
    past: History
    looks: Iterable[datetime]
    people: People = field(default_factory=People)


@dataclass(slots=True)
class Standing:
    """Where a replay stands between two looks; `tree` has the documents that decide."""

    policy: Policy
    inputs: Unrolling
    grounds: GroundOf
    course: Course
    memory: Memory
    tree: MemoryTree = field(default_factory=MemoryTree)
    states: Agents = field(default_factory=Agents)
    switches: KillSwitch = field(default_factory=KillSwitch)
    remembered: Remembered = field(default_factory=Remembered)
    table: Table = field(default_factory=dict)
    resets: frozenset[datetime] = frozenset()
    line: InForce = field(default_factory=InForce)
    midnights: dict[str, Memory] = field(default_factory=dict)
    records: dict[str, DayRecord] = field(default_factory=dict)

    @property
    def interval(self) -> timedelta:
        return timedelta(milliseconds=self.course.numbers.ledger.interval_ms)


def replay(stage: Stage, on_hour: OnHour = unheard) -> Iterator[Looked]:
    """Look at each moment in turn; an hour that is judged anew is told again, and counts then."""
    standing: Standing | None = None
    for now in stage.looks:
        standing = standing or _begun(stage, now)
        yield _look(standing, stage.people, now, on_hour)


def _begun(stage: Stage, now: datetime) -> Standing:
    policy = at_first(stage.policy, stage.people)
    inputs = Unrolling(stage.past)
    table = enrolled({}, policy.agents.by_name, Agents(), now, EPOCH)
    course = course_of(table, numbers_of(policy))
    first = beginning(inputs, course, now)
    every = Unrolling(stage.past)
    every.now = END
    return Standing(policy, inputs, kept_grounds(every), course, first, table=table)


END = datetime.max.replace(tzinfo=EPOCH.tzinfo)


def _look(standing: Standing, people: People, now: datetime, on_hour: OnHour) -> Looked:
    _answer(standing, people, now)
    _enrol(standing, now)
    _fold(standing, now, on_hour)
    facts = _facts(standing, now)
    verdict = weigh(standing.policy, facts, standing.remembered)
    news = list(_news(standing, facts, verdict))
    _act(standing, facts, verdict)
    return Looked(now, news, verdict.judgement, verdict.line)


def _answer(standing: Standing, people: People, now: datetime) -> None:
    decisions = standing.remembered.decisions
    standing.policy = answered(standing.policy, decisions, people, now)
    _run(standing, released(standing.switches, people, now))


def _enrol(standing: Standing, now: datetime) -> None:
    """Keep hypotheses in step with the states, as each cycle does before it folds."""
    since = midnight(day_of(complete_until(now, standing.interval)))
    registry = standing.policy.agents.by_name
    table = enrolled(standing.table, registry, standing.states, now, since)
    _follow(standing, table, standing.resets)


def _follow(standing: Standing, table: Table, resets: frozenset[datetime]) -> None:
    if table != standing.table or resets != standing.resets:
        standing.table, standing.resets = table, resets
        standing.course = course_of(table, standing.course.numbers, resets)


def _fold(standing: Standing, now: datetime, on_hour: OnHour) -> None:
    """Fold on, from the midnight before what became known late, if anything did."""
    late = standing.inputs.move(now)
    if late is not None and late < standing.memory.at:
        standing.memory = _back(standing, late)

    def told(at: datetime, done: PortfolioHour, curve: Curve, force: InForce) -> None:
        on_hour(_hour(at, done, curve, force))

    until = complete_until(now, standing.interval)
    steps = advance(
        standing.memory, standing.inputs, until, standing.course, standing.grounds, told
    )
    for step in steps:
        standing.memory = step.memory
        if step.record is not None:
            _keep(standing, step.memory, step.record)


def _hour(at: datetime, done: PortfolioHour, curve: Curve, force: InForce) -> BookHour:
    return BookHour(
        at=at,
        bps=done.bps,
        cost_bps=done.cost_bps,
        gross=done.gross,
        equity=curve.equity,
        drawdown_bps=curve.drawdown_bps,
        regime=force.regime,
        weights=force.weights,
    )


def _back(standing: Standing, late: datetime) -> Memory:
    day = day_of(late)
    found = standing.midnights.get(day)
    return beginning(standing.inputs, standing.course, late) if found is None else found


def _keep(standing: Standing, memory: Memory, record: DayRecord) -> None:
    standing.records[record.day] = record
    standing.midnights[day_of(memory.at)] = memory
    standing.midnights.pop(day_of(memory.at - KEPT_DAYS * DAY), None)
    policy = standing.policy
    count = window_days(policy.promotion, policy.retirement.two_of_four)
    standing.records.pop(day_of(memory.at - (KEPT_DAYS + count) * DAY), None)


def _facts(standing: Standing, now: datetime) -> Facts:
    memory, policy, inputs, course = (
        standing.memory,
        standing.policy,
        standing.inputs,
        standing.course,
    )
    today = present(memory, inputs, course)
    last = standing.midnights.get(day_of(memory.at), memory if memory.at.hour == 0 else None)
    recalled = Recalled(memory, last, today, standing.records, standing.midnights)
    count = window_days(policy.promotion, policy.retirement.two_of_four)
    window = window_of(standing.records, today.record, count)
    scene = Scene(policy, standing.states, standing.switches, standing.table, now)
    return facts_of(scene, course, recalled, inputs, window)


def _news(standing: Standing, facts: Facts, verdict: Verdict) -> Iterator[Decided]:
    known = standing.remembered.decisions.agents
    for name, one in verdict.judgement.decisions.items():
        if acts.raises(one) or acts.is_news(facts, one, standing.remembered):
            before = known[name].stage if name in known else None
            yield Decided(facts.now, name, before, one)


def _act(standing: Standing, facts: Facts, verdict: Verdict) -> None:
    judgement = verdict.judgement
    _run(standing, list(acts.moves(facts, judgement)))
    table = table_after(standing.table, judgement, facts.now)
    breach = judgement.breach
    resets = standing.resets | ({breach.at} if breach else set())
    _follow(standing, table, resets)
    standing.remembered = judgement.memory
    _write(standing, verdict.line)


def _run(standing: Standing, operations: Sequence[Operation]) -> None:
    if operations:
        standing.tree.run(operations)
        standing.states = load(standing.tree, AGENTS)
        standing.switches = load(standing.tree, KILL_SWITCH)


def _write(standing: Standing, line: InForce) -> None:
    """Tell the book what is in force from the next hour on, where anything but that changed."""
    if replace(line, since=standing.line.since) != standing.line:
        standing.line = line
        standing.inputs.write(line)
