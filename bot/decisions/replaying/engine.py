"""Decide a history again, look by look, by the same rules and the same fold as a live cycle."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from bot.decisions import acts
from bot.decisions.decision import Decision
from bot.decisions.facts import Facts
from bot.decisions.judging import NOBODY, Verdict, weigh
from bot.decisions.replaying.enacting import enacted
from bot.decisions.replaying.gathering import few_facts, whole_facts
from bot.decisions.replaying.outcome import BookHour, Decided, Looked
from bot.decisions.replaying.people import People, answered, at_first, released
from bot.decisions.replaying.standing import Standing
from bot.decisions.replaying.turning import Moved, awake, counts, settled
from bot.decisions.why import MACHINE
from bot.decisions.writing import table_after
from bot.ledger.terms import Terms
from bot.policy.policy import Policy
from bot.state.agents import AGENTS, Agents
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.measures import SetFingerprint
from bot.state.tree import Operation
from bot.stats.book import InForce, PortfolioHour
from bot.stats.course import course_of, numbers_of
from bot.stats.curve import Curve
from bot.stats.days import DayRecord, advance
from bot.stats.enrolment import enrolled
from bot.stats.from_memory import History
from bot.stats.gauges import Gauges
from bot.stats.ground import kept_grounds
from bot.stats.held import midnight
from bot.stats.hypotheses import Table
from bot.stats.kept import KEPT_DAYS
from bot.stats.measuring.frame import window_days
from bot.stats.memory import Memory
from bot.stats.recall import beginning, complete_until
from bot.stats.unrolling import Moved as Known
from bot.stats.unrolling import Unrolling
from bot.stats.votes import kept_regimes
from bot.words.instant import DAY, EPOCH, day_of
from bot.words.stage import MAY_TRADE

OnHour = Callable[[BookHour], None]
END = datetime.max.replace(tzinfo=EPOCH.tzinfo)


def unheard(hour: BookHour) -> None:
    """Tell nobody of an hour."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a replay is played on: the rules, the past, who answers, and when somebody looks.

    `terms` are those by which the past was settled, where its candles are not the policy's: an hour
    is whole only once they can price its end. A `thorough` one decides everybody at each look,
    which takes long and gives the same.
    """

    policy: Policy
    past: History
    looks: Iterable[datetime]
    people: People = field(default_factory=People)
    thorough: bool = False
    terms: Terms | None = None


def replay(stage: Stage, on_hour: OnHour = unheard) -> Iterator[Looked]:
    """Look at each moment in turn; an hour that is judged anew is told again, and counts then."""
    standing: Standing | None = None
    for now in stage.looks:
        standing = standing or _begun(stage, now)
        yield _look(stage, standing, now, on_hour)


def _begun(stage: Stage, now: datetime) -> Standing:
    policy = at_first(stage.policy, stage.people)
    inputs, every = Unrolling(stage.past), Unrolling(stage.past)
    every.now = END
    table = enrolled({}, policy.agents.by_name, Agents(), now, EPOCH)
    numbers = numbers_of(policy)
    course = course_of(table, replace(numbers, ledger=stage.terms or numbers.ledger))
    first = beginning(inputs, course, now)
    records: dict[str, DayRecord] = {}
    gauges = Gauges(policy, inputs, first, course, records)
    return Standing(
        policy=policy,
        inputs=inputs,
        grounds=kept_grounds(every),
        regimes=kept_regimes(every),
        course=course,
        memory=first,
        gauges=gauges,
        table=table,
        records=records,
        acts=list(reversed(stage.past.acts)),
    )


def _look(stage: Stage, standing: Standing, now: datetime, on_hour: OnHour) -> Looked:
    _answer(standing, stage.people, now)
    known = standing.inputs.move(now)
    _note_code(standing, known.agents, now)
    _enrol(standing, now)
    facts, kept = _gathered(stage, standing, now, _fold(standing, now, known, on_hour))
    verdict = weigh(standing.policy, facts, standing.remembered, kept=kept)
    news = list(_news(standing, facts, verdict))
    _act(standing, facts, verdict)
    return Looked(now, news, verdict.judgement, verdict.line, partial(_again, standing, now))


def _again(standing: Standing, now: datetime, names: Collection[str]) -> Mapping[str, Decision]:
    """Decide whom the look left alone, as nothing of theirs could turn; remember nothing."""
    registry = standing.policy.agents.by_name
    facts, kept = _few(standing, now, registry.keys() & names)
    decisions = weigh(standing.policy, facts, standing.remembered, kept=kept).judgement.decisions
    return {name: one for name, one in decisions.items() if name in names}


def _gathered(
    stage: Stage, standing: Standing, now: datetime, moved: Moved
) -> tuple[Facts, Mapping[str, Decision]]:
    found = awake(standing, now, moved)
    if stage.thorough or (found is None and counts(standing, now)):
        return whole_facts(standing, now), NOBODY
    everybody = standing.policy.agents.by_name.keys()
    return _few(standing, now, everybody if found is None else found)


def _few(
    standing: Standing, now: datetime, awake: Collection[str]
) -> tuple[Facts, Mapping[str, Decision]]:
    trading = {name for name, one in standing.states.agents.items() if one.stage in MAY_TRADE}
    shown = {*awake, *(trading & standing.policy.agents.by_name.keys())}
    kept = {name: standing.seen.decisions[name] for name in shown if name not in awake}
    return few_facts(standing, now, awake, shown), kept


def _answer(standing: Standing, people: People, now: datetime) -> None:
    decisions = standing.remembered.decisions
    standing.policy = answered(standing.policy, decisions, people, now)
    _run(standing, released(standing.switches, people, now))
    while standing.acts and standing.acts[-1].at <= now:
        _run(standing, enacted(standing.acts.pop(), standing.states, standing.switches))


def _enrol(standing: Standing, now: datetime) -> None:
    """Keep hypotheses in step with the states, as each cycle does before it folds."""
    basis = standing.table, standing.policy, standing.states
    if all(new is old for new, old in zip(basis, standing.enrolled, strict=True)):
        return
    since = midnight(day_of(complete_until(now, standing.interval)))
    registry = standing.policy.agents.by_name
    table = enrolled(standing.table, registry, standing.states, now, since)
    _follow(standing, table, standing.resets)
    standing.enrolled = standing.table, standing.policy, standing.states


def _follow(standing: Standing, table: Table, resets: frozenset[datetime]) -> None:
    if table != standing.table or resets != standing.resets:
        standing.table, standing.resets = table, resets
        standing.course = course_of(table, standing.course.numbers, resets)


def _note_code(standing: Standing, agents: Collection[str], now: datetime) -> None:
    """Begin a fresh epoch for whose newest signal is of other code than is known."""
    _run(standing, [act for name in sorted(agents) for act in _changed_code(standing, name, now)])


def _changed_code(standing: Standing, name: str, now: datetime) -> Iterator[SetFingerprint]:
    agent = standing.policy.agents.by_name.get(name)
    newest = standing.inputs.of(name).signals(day_of(now))[-1:]
    known = standing.states.agent(name).fingerprint
    for one in newest:
        if agent is not None and one.fingerprint and one.fingerprint != known:
            keeps = bool(known) and agent.preserves == known
            yield SetFingerprint(name, one.fingerprint, one.received_at, MACHINE, keeps)


def _fold(standing: Standing, now: datetime, known: Known, on_hour: OnHour) -> Moved:
    """Fold on, from the midnight before what became known late, if anything did."""
    late, day = known.late, day_of(standing.memory.at)
    again = late is not None and late < standing.memory.at
    if late is not None and again:
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
    anew = again or day_of(standing.memory.at) != day
    standing.gauges.move(standing.memory, standing.course, known.agents, anew=anew)
    return Moved(known.agents, anew)


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
    settled(standing, judgement.memory, judgement.decisions)
    standing.seen.decisions.update(judgement.decisions)
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
