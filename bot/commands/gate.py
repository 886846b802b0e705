"""governor gate: judge a pull request or a merge group, and set the check that lets it merge."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands.gating import paper
from bot.commands.gating.judging import Court, Tries, Verdict, look, settle, untried
from bot.commands.gating.reading import Library
from bot.commands.gating.remembering import Shelf
from bot.commands.gating.round import once
from bot.commands.gating.sitting import Sat, changed, sit, tried
from bot.commands.gating.standing import Judge
from bot.commands.gating.subject import Pull, Target, target_of
from bot.effects.blocks import bullets
from bot.effects.escape import markdown
from bot.errors import BadUsage, CannotRead
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.output import Output
from bot.state.impact import Impacts, KeptImpact
from bot.words.canonical import Json, encode_page
from bot.words.count import plural
from bot.words.problem import Problem
from bot.words.text import printable

LONGEST = 500


@dataclass(frozen=True, slots=True)
class GateKeeper:
    """`shelf` is where it is kept what verdicts rest on; `rules` are policies of known commits.

    `trial` makes what tries changes of policy on history, knowing what was tried before.
    """

    forge: Callable[[], AbstractContextManager[Forge]]
    judge: Judge
    output: Output
    shelf: Shelf | None = None
    rules: Mapping[str, Policy] = field(default_factory=dict)
    trial: Callable[[Mapping[str, KeptImpact]], Tries] = lambda _: untried


@dataclass(frozen=True, slots=True)
class Order:
    """`out` is where the verdict goes instead of the commit."""

    target: Target
    writes: bool = True
    out: Path | None = None


def gate(keeper: GateKeeper, order: Order) -> int:
    """Judge and set the verdict, or only say it: of a fork a trusted run must set it."""
    with keeper.forge() as forge:
        tries = keeper.trial(_tried(keeper).pulls) if order.out is None else untried
        court = Court(Library(forge), keeper.judge, tries)
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
        court = Court(Library(forge), keeper.judge, keeper.trial(_tried(keeper).pulls))
        verdict = settle(court, Pull(said.number), only=said.sha)
    if verdict.ruling.approved != said.approved:
        word = "approves" if said.approved else "blocks"
        keeper.output.warn(f"{file} {word} {verdict.subject.name}; judged anew it is otherwise.")
    return _tell(keeper.output, verdict)


def gate_all(keeper: GateKeeper) -> int:
    """Judge every open request whose verdict may have changed; trouble with one stops no other."""
    before = keeper.shelf.known() if keeper.shelf else {}
    known = _tried(keeper)
    with keeper.forge() as forge:
        library = Library(forge, dict(keeper.rules))
        sat = sit(Court(library, once(keeper.judge), keeper.trial(known.pulls)), before)
        found = tried(sat, known)
    if keeper.shelf and sat.kept != before:
        keeper.shelf.keep(sat.kept)
    if keeper.shelf and found != known:
        keeper.shelf.keep_tried(found)
    for trouble in sat.troubles:
        keeper.output.warn(trouble)
    _tell_all(keeper.output, sat, news=changed(sat.verdicts, before))
    return 1 if sat.troubles else 0


def _tried(keeper: GateKeeper) -> Impacts:
    return keeper.shelf.tried() if keeper.shelf else Impacts()


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


def _tell_all(output: Output, sat: Sat, *, news: bool) -> None:
    lines = [_line(verdict) for verdict in sat.verdicts]
    for line in lines:
        output.say(line)
    again = f"{len(lines)} of {plural(len(sat.opened), 'open pull request')}"
    output.say(f"Judged {again}; the others stand as they were.")
    said: list[Json] = [paper.wire(verdict.subject, verdict.check) for verdict in sat.verdicts]
    output.result({"v": 1, "open": len(sat.opened), "verdicts": said})
    if news:
        output.summary(f"### Merge gate\n\n{bullets(map(markdown, lines))}\n")


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
