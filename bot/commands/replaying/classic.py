"""What the classic set of policies would have done to the fleet's own past: once a day, kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.commands.replaying.budget import Budget
from bot.commands.replaying.reading import Known, Wanted
from bot.commands.replaying.state import newest_judgement, read_state
from bot.decisions.recorded import of_branches
from bot.decisions.replaying.engine import replay
from bot.decisions.replaying.outcome import Decided
from bot.decisions.replaying.people import People
from bot.decisions.replaying.result import Collecting, Result
from bot.decisions.replaying.trial import RULES, candidate
from bot.decisions.reporting.moves import Change, Move, moved
from bot.errors import CannotRead, GovernorError, OutOfTime, StateError
from bot.ledger.terms import terms_of
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.state.classic import CLASSIC, Classic, ClassicMove
from bot.state.documents import load
from bot.state.put import PutDocument
from bot.state.tree import Operation, Tree
from bot.words.canonical import digest
from bot.words.instant import DAY, HOUR, day_of, parse, render

SECONDS = 240.0
LAST = 2 * HOUR  # after midnight: by then the last hour of a day is priced
DIGITS = 6
NOT_JUDGED = "nothing was judged for a whole day yet"
IS_CLASSIC = "the rules in force are the classic ones"
NO_TIME = "there was no time to replay a whole day"
UNREADABLE = "it could not be replayed: {}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force and the classic ones, whose mistakes are told; None where none are."""

    own: Policy
    classic: Callable[[], Policy | None]
    place: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far it is, when it is, and how long it may take."""

    out: Output
    now: datetime
    budget: Budget


def kept_classic(tree: Tree, rules: Rules, watch: Watch) -> list[Operation]:
    """Give what is to be kept of it, if it is new."""
    found = classic_of(tree, rules, watch)
    if found.why:
        watch.out.say(f"The classic set was not tried beside the rules in force: {found.why}.")
    try:
        if found == load(tree, CLASSIC):
            return []
    except StateError as error:
        watch.out.warn(str(error))
        return []
    return [PutDocument(CLASSIC.pattern, CLASSIC.version, found.model_dump(mode="json"))]


def classic_of(tree: Tree, rules: Rules, watch: Watch) -> Classic:
    """Replay it, unless the state has just that; a trouble is told in a sentence, and no more."""
    try:
        return _of(tree, rules, watch)
    except GovernorError as error:
        return Classic(why=UNREADABLE.format(str(error).rstrip(".")))


def _of(tree: Tree, rules: Rules, watch: Watch) -> Classic:
    classic = rules.classic()
    if classic is None:
        return Classic(why=f"{rules.place} is not there; `governor init` writes it")
    rival = _rival(rules.own, classic)
    if rival is None:
        return Classic(why=IS_CLASSIC)
    newest = newest_judgement(tree)
    if newest is None:
        return Classic(why=NOT_JUDGED)
    end = parse(f"{day_of(min(newest, watch.now) - LAST)}T00:00:00Z")
    key = digest([render(end), rules.own.digest, rival.digest])
    known = load(tree, CLASSIC)
    return known if known.key == key else _replayed(tree, rival, end, watch, key)


def _rival(own: Policy, classic: Policy) -> Policy | None:
    """Give its rules to our fleet, at our costs and our pace: only the rules differ."""
    if all(own.part(name) == classic.part(name) for name in RULES):
        return None
    return candidate(own, replace(classic, governor=own.governor, prices=own.prices))


def _replayed(tree: Tree, rival: Policy, end: datetime, watch: Watch, key: str) -> Classic:
    every = max(HOUR, timedelta(minutes=rival.governor.cadence_minutes))
    wanted = Wanted(end - rival.governor.replay.days * DAY, end + LAST, every)
    try:
        known = read_state(tree, terms_of(rival), wanted, watch.budget.has_time)
    except CannotRead:
        return Classic(why=NOT_JUDGED)
    except OutOfTime:
        return Classic(why=NO_TIME)
    until, result = _played(known, rival, watch)
    last = day_of(until - LAST - DAY)
    since = day_of(known.looks[0])
    if last < since:
        return Classic(why=NOT_JUDGED if until == known.looks[-1] else NO_TIME)
    return Classic(
        key=key,
        since=since,
        until=last,
        moves=tuple(_kept(one) for one in moves_of(result.decisions) if one.day <= last),
        book_bps={
            day: round(bps, DIGITS)
            for day, bps in result.portfolio.daily_bps.items()
            if day <= last
        },
    )


def _played(known: Known, rival: Policy, watch: Watch) -> tuple[datetime, Result]:
    """Replay as far as time allows; give the last look that was made as well."""
    collecting, until = Collecting(), known.looks[0]
    stage = known.stage(rival, People())
    with watch.out.progress("Deciding again by the classic set", len(known.looks)) as bar:
        for looked in replay(stage, collecting.hear):
            collecting.take(looked)
            until = looked.at
            bar.advance()
            if not watch.budget.has_time():
                break
    return until, collecting.result(rival, known.looks[0])


def moves_of(decisions: Sequence[Decided]) -> Iterator[Move]:
    for one in decisions:
        if one.before is not None:
            change = Change(one.at, one.agent, one.before, one.decision.stage)
            yield from moved(change, of_branches(one.decision.tree))


def _kept(one: Move) -> ClassicMove:
    return ClassicMove(
        day=one.day,
        agent=one.agent,
        rises=one.rises,
        traded=one.traded,
        trades=one.trades,
        rule=one.rule,
    )
