"""governor gate: judge a pull request or a merge group, and set the check that lets it merge."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.commands.gating import paper
from bot.commands.gating.judging import Court, Verdict, look, settle
from bot.commands.gating.reading import Library
from bot.commands.gating.round import is_due, once
from bot.commands.gating.standing import Judge
from bot.commands.gating.subject import Pull, Target, target_of
from bot.errors import BadCredentials, BadUsage, CannotAct, CannotRead, RateLimited, Refused
from bot.ports.forge import Forge
from bot.ports.output import Output
from bot.words.canonical import Json, encode_page
from bot.words.count import plural
from bot.words.problem import Problem
from bot.words.text import printable

LONGEST = 500
HOPELESS = (BadCredentials, RateLimited)


@dataclass(frozen=True, slots=True)
class GateKeeper:
    forge: Callable[[], AbstractContextManager[Forge]]
    judge: Judge
    output: Output


@dataclass(frozen=True, slots=True)
class Order:
    """`out` is where the verdict goes instead of the commit."""

    target: Target
    writes: bool = True
    out: Path | None = None


def gate(keeper: GateKeeper, order: Order) -> int:
    """Judge and set the verdict, or only say it: of a fork a trusted run must set it."""
    with keeper.forge() as forge:
        court = Court(Library(forge), keeper.judge)
        if order.writes and order.out is None:
            verdict = settle(court, order.target, forks=False)
        else:
            verdict = look(court, order.target)
    if order.out is not None:
        order.out.write_bytes(encode_page(paper.wire(verdict.subject, verdict.check)))
    elif order.writes and not verdict.is_set:
        keeper.output.say(
            "Nothing was written: it comes from a fork. Give --out FILE here, and let a run that "
            "may write do governor gate --publish FILE."
        )
    return _tell(keeper.output, verdict)


def publish(keeper: GateKeeper, file: Path) -> int:
    """Set the verdict on what a paper names, judged anew: the paper itself proves nothing."""
    said = paper.read(str(file), _bytes(file))
    with keeper.forge() as forge:
        court = Court(Library(forge), keeper.judge)
        verdict = settle(court, Pull(said.number), only=said.sha)
    if verdict.ruling.approved != said.approved:
        word = "approves" if said.approved else "blocks"
        keeper.output.warn(f"{file} {word} {verdict.subject.name}; judged anew it is otherwise.")
    return _tell(keeper.output, verdict)


def gate_all(keeper: GateKeeper) -> int:
    """Judge every open request whose verdict may have changed; trouble with one stops no other."""
    failed, verdicts = 0, []
    with keeper.forge() as forge:
        court = Court(Library(forge), once(keeper.judge))
        me, surveyed = forge.identity().login, forge.survey()
        for one in (one for one in surveyed if is_due(one, me)):
            try:
                verdicts.append(settle(court, Pull(one.pull.number)))
            except HOPELESS:
                raise
            except (CannotAct, Refused) as error:
                failed += 1
                keeper.output.warn(str(error))
    _tell_all(keeper.output, verdicts, len(surveyed))
    return 1 if failed else 0


def target_from(number: int | None, event_file: str) -> Target:
    """Take the number that was given, else what GitHub's event is about."""
    if number is not None:
        return Pull(number)
    if not event_file:
        raise BadUsage("Cannot tell what to judge: give the number of a pull request.")
    return target_of(_bytes(Path(event_file)))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotRead(str(file), (error.strerror or str(error)).lower()) from None


def _tell_all(output: Output, verdicts: Sequence[Verdict], surveyed: int) -> None:
    for verdict in verdicts:
        output.say(_line(verdict))
    again = f"{len(verdicts)} of {plural(surveyed, 'open pull request')}"
    output.say(f"Judged {again}; the others stand as they were.")
    said: list[Json] = [paper.wire(verdict.subject, verdict.check) for verdict in verdicts]
    output.result({"v": 1, "open": surveyed, "verdicts": said})


def _line(verdict: Verdict) -> str:
    return f"{verdict.subject.name} at {verdict.subject.sha[:12]}: {verdict.check.title}."


def _tell(output: Output, verdict: Verdict) -> int:
    check, subject = verdict.check, verdict.subject
    reasons = verdict.ruling.reasons
    output.problems([Problem(one.file, one.line, "", "", one.text) for one in reasons if one.file])
    for reason in reasons:
        if not reason.file:
            output.warn(printable(reason.text, LONGEST))
    done = "" if verdict.is_set else " Nothing was written to the forge."
    output.say(f"{_line(verdict)}{done}")
    output.summary(check.summary)
    output.result(paper.wire(subject, check))
    output.publish("approved", "true" if verdict.ruling.approved else "false")
    return 0 if verdict.ruling.approved else 1
