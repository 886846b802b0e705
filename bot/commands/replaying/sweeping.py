"""One number swept over a span: a replay for each value, on one past, a few at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

from bot.commands.replaying.comparing import Kit
from bot.commands.replaying.reading import Known
from bot.decisions.replaying.people import People
from bot.decisions.replaying.result import Result, play
from bot.decisions.replaying.sweeping import Point, Sweep, spaced, swept
from bot.effects.charts.swept import swept as drawn
from bot.effects.charts.theme import themed
from bot.effects.impact.swept import swept_page, warnings
from bot.errors import BadPolicy, BadUsage
from bot.ledger.terms import Terms, terms_of
from bot.policy.policy import Policy
from bot.policy.reason import did_you_mean
from bot.policy.vary import number_at, numbers, varied
from bot.words.canonical import encode_page
from bot.words.count import plural


@dataclass(frozen=True, slots=True)
class Span:
    """`key` is a number of the policy, such as promotion.canary.e_value."""

    key: str
    low: float
    high: float
    steps: int


@dataclass(frozen=True, slots=True)
class Task:
    """A policy, and the place of its past among those that were read."""

    policy: Policy
    past: int


@dataclass(frozen=True, slots=True)
class Ground:
    pasts: Sequence[Known]
    people: People


class SideBySide(Protocol):
    """Like `map`, in order, in a few processes that get what is shared once."""

    def __call__(
        self, work: Callable[[Ground, Task], Result], shared: Ground, items: Sequence[Task], /
    ) -> Iterator[Result]: ...


def replay_sweep(
    read: Callable[[Terms], Known], tried: "Tried", people: People, kit: Kit, spread: SideBySide
) -> int:
    ground, tasks = _prepared(read, tried, people)
    points = []
    with kit.out.progress(f"Sweeping {tried.span.key}", len(tasks)) as bar:
        for value, result in zip(tried.values, spread(worked, ground, tasks), strict=True):
            points.append(Point(value, result))
            bar.advance()
    found = swept(tried.span.key, tried.own, points)
    for name, data in files(found, kit):
        kit.folder.write(name, data)
    for line in warnings(found):
        kit.out.warn(line)
    kit.out.say(f"{plural(len(points), 'value')} of {found.key} replayed; now {found.own:g}.")
    kit.out.say(f"Written to {kit.folder.name}.")
    kit.out.summary(f"### Sweep\n\n{swept_page(found)}\n")
    kit.out.result(found.wire())
    return 0


@dataclass(frozen=True, slots=True)
class Tried:
    """Every value with its policy; the policy's own number is among them where it lies within."""

    span: Span
    own: float
    values: Sequence[float]
    policies: Sequence[Policy]


def tried_of(policy: Policy, span: Span) -> Tried:
    own = number_at(policy, span.key)
    if own is None:
        hint = did_you_mean(span.key, numbers(policy))
        raise BadUsage(f"Cannot sweep {span.key!r}: the policies have no such number{hint}.")
    if not (span.low < span.high and isfinite(span.low) and isfinite(span.high)):
        raise BadUsage(f"Cannot sweep {span.key}: {span.low:g} is not below {span.high:g}.")
    values = spaced(span.low, span.high, span.steps, whole=isinstance(own, int))
    if span.low < own < span.high and own not in values:
        values = sorted([*values, own])
    return Tried(span, own, values, [_with(policy, span.key, value) for value in values])


def worked(ground: Ground, task: Task) -> Result:
    known = ground.pasts[task.past]
    return play(known.stage(task.policy, ground.people), known.looks[0])


def files(found: Sweep, kit: Kit) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "sweep.json", (encode_page(found.wire()),)
    yield "sweep.md", (f"# Sweep\n\n{swept_page(found)}\n".encode(),)
    yield "sweep.svg", (kit.draw(themed(drawn(found))),)


def _prepared(
    read: Callable[[Terms], Known], tried: Tried, people: People
) -> tuple[Ground, list[Task]]:
    """Read the past once for all that settle alike."""
    terms: list[Terms] = []
    tasks = []
    for policy in tried.policies:
        own = terms_of(policy)
        if own not in terms:
            terms.append(own)
        tasks.append(Task(policy, terms.index(own)))
    return Ground([read(one) for one in terms], people), tasks


def _with(policy: Policy, key: str, value: float) -> Policy:
    found, problems = varied(policy, key, value)
    if found is None:
        raise BadPolicy(problems)
    return found
