"""One judgement of one commit, and that it is set only while it is still about the head."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands.acting.checks import set_check, strangers
from bot.commands.gating.reading import Library, read_change
from bot.commands.gating.standing import Judge
from bot.commands.gating.subject import Subject, Target, subject_of
from bot.decisions.merging import Proposal, Reason, Ruling, Standing, refused, rule
from bot.effects.effect import SetCheck
from bot.effects.impact.impact import Impact
from bot.effects.merge_check import NAME, Judged, merge_check
from bot.errors import GovernorError, MovedHead
from bot.policy.policy import Policy
from bot.policy.risk_change import raised
from bot.ports.forge import Forge

TRIES = 3


Tries = Callable[[Proposal], Impact | None]


def untried(proposal: Proposal) -> Impact | None:
    del proposal
    return None


@dataclass(frozen=True, slots=True)
class Court:
    """Where changes are judged: by policies of this library, on the fleet as `judge` sees it.

    `tries` says beside it what a change would have done; no verdict rests on that.
    """

    library: Library
    judge: Judge
    tries: Tries = untried

    @property
    def forge(self) -> Forge:
        return self.library.forge


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a ruling rests on beside the two commits: where it `raises`, these agents' standing."""

    raises: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_set` tells that it stands on the commit.

    Without `grounds` something could not be told, and the next look may come to another one.
    """

    subject: Subject
    ruling: Ruling
    check: SetCheck
    is_set: bool = False
    grounds: Grounds | None = None
    impact: Impact | None = None


def look(court: Court, target: Target) -> Verdict:
    """Judge the head as it is now; write nothing."""
    subject = subject_of(court.forge, target)
    ruling, grounds, impact = ruling_on(court, subject)
    against = f"{subject.base} @ {subject.base_sha[:12]}"
    said = Judged(subject.sha, against, strangers(court.forge, subject.sha, NAME), impact)
    lasts = impact is None or impact.settled
    grounds = grounds if lasts else None
    return Verdict(subject, ruling, merge_check(ruling, said), grounds=grounds, impact=impact)


def settle(court: Court, target: Target, *, only: str = "", forks: bool = True) -> Verdict:
    """Judge and set the verdict; anew where head or base has moved meanwhile, but not for ever.

    Nothing is set on another commit than `only`, nor on a fork's where `forks` is False.
    """
    for _ in range(TRIES):
        verdict = look(court, target)
        subject = verdict.subject
        if only and subject.sha != only:
            raise _moved(subject, only)
        if subject.from_fork and not forks:
            return verdict
        now = subject_of(court.forge, target)
        if now == subject:
            set_check(court.forge, verdict.check)
            return replace(verdict, is_set=True)
    raise _moved(now, subject.sha)


def ruling_on(court: Court, subject: Subject) -> tuple[Ruling, Grounds | None, Impact | None]:
    """Rule, and block what cannot be judged: an older green check must not stand for it."""
    try:
        read = read_change(court.library, subject)
        if read.proposal is None:
            return refused(read.problems), Grounds(), None
        ruling, grounds = _ruled(court, read.proposal)
    except GovernorError as error:
        return Ruling((Reason(str(error)),)), None, None
    # A merge group holds what was tried on its pull requests.
    return ruling, grounds, court.tries(read.proposal) if subject.number else None


def _ruled(court: Court, proposal: Proposal) -> tuple[Ruling, Grounds | None]:
    if not proposal.raises:
        return rule(proposal, ""), Grounds()
    standing = _standing(court.judge, proposal.rules)
    names = tuple(sorted(raised(proposal.before, proposal.after)))
    known = None if isinstance(standing, str) else Grounds(raises=True, names=names)
    return rule(proposal, standing), known


def _standing(judge: Judge, rules: Policy) -> Standing | str:
    try:
        return judge(rules)
    except GovernorError as error:
        return str(error)


def _moved(subject: Subject, expected: str) -> MovedHead:
    return MovedHead(f"publish the verdict on {subject.name}", "its head", expected, subject.sha)
