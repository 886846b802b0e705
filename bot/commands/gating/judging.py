"""One judgement of one commit, and that it is set only while it is still about the head."""

from dataclasses import dataclass

from bot.commands.acting.checks import set_check, strangers
from bot.commands.gating.reading import read_change
from bot.commands.gating.standing import Judge
from bot.commands.gating.subject import Subject, Target, subject_of
from bot.decisions.merging import Reason, Ruling, Standing, refused, rule
from bot.effects.effect import SetCheck
from bot.effects.merge_check import NAME, Judged, merge_check
from bot.errors import GovernorError, MovedHead
from bot.policy.policy import Policy
from bot.ports.forge import Forge

TRIES = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    subject: Subject
    ruling: Ruling
    check: SetCheck


def look(forge: Forge, judge: Judge, target: Target) -> Verdict:
    """Judge the head as it is now; write nothing."""
    subject = subject_of(forge, target)
    ruling = ruling_on(forge, judge, subject)
    against = f"{subject.base} @ {subject.base_sha[:12]}"
    others = strangers(forge, subject.sha, NAME)
    said = Judged(subject.sha, against, others)
    return Verdict(subject, ruling, merge_check(ruling, said))


def settle(forge: Forge, judge: Judge, target: Target, only: str = "") -> Verdict:
    """Judge and set the verdict; anew where head or base has moved meanwhile, but not for ever."""
    for _ in range(TRIES):
        verdict = look(forge, judge, target)
        sha = verdict.subject.sha
        if only and sha != only:
            raise _moved(verdict.subject, only, sha)
        now = subject_of(forge, target)
        if now == verdict.subject:
            set_check(forge, verdict.check)
            return verdict
    raise _moved(now, sha, now.sha)


def ruling_on(forge: Forge, judge: Judge, subject: Subject) -> Ruling:
    """Rule, and block what cannot be judged: an older green check must not stand for it."""
    try:
        read = read_change(forge, subject)
        if read.proposal is None:
            return refused(read.problems)
        if not read.proposal.raises:
            return rule(read.proposal, "")
        return rule(read.proposal, _standing(judge, read.proposal.rules))
    except GovernorError as error:
        return Ruling((Reason(str(error)),))


def _standing(judge: Judge, rules: Policy) -> Standing | str:
    try:
        return judge(rules)
    except GovernorError as error:
        return str(error)


def _moved(subject: Subject, expected: str, found: str) -> MovedHead:
    return MovedHead(f"publish the verdict on {subject.name}", "its head", expected, found)
