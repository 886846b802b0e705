"""One sitting of the gate: every open request whose verdict may have changed is judged again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands.gating.judging import Court, Verdict, settle
from bot.commands.gating.remembering import Basis
from bot.commands.gating.round import is_due
from bot.commands.gating.subject import Pull, base_of
from bot.errors import BadCredentials, CannotAct, RateLimited, Refused
from bot.state.impact import KeptImpact
from bot.state.verdicts import Kept

HOPELESS = (BadCredentials, RateLimited)


@dataclass(slots=True)
class Sat:
    """What came of it; `kept` is what the verdicts rest on, the old ones among them.

    `asleep` were not judged again.
    """

    opened: int
    verdicts: list[Verdict] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    asleep: set[str] = field(default_factory=set)


def sit(court: Court, before: Mapping[str, Kept]) -> Sat:
    """Judge them; trouble with one stops no other."""
    forge = court.forge
    me, surveyed = forge.identity().login, forge.survey()
    basis, sat = Basis(court, base_of(forge)[1]), Sat(len(surveyed))
    for one in surveyed:
        known = before.get(str(one.pull.number))
        if is_due(one, me, known, basis):
            _settle(basis, one.pull.number, sat)
            continue
        sat.asleep.add(str(one.pull.number))
        if known is not None:
            sat.kept[str(one.pull.number)] = known
    return sat


def _settle(basis: Basis, number: int, sat: Sat) -> None:
    try:
        verdict = settle(basis.court, Pull(number))
    except HOPELESS:
        raise
    except (CannotAct, Refused) as error:
        sat.troubles.append(str(error))
        return
    sat.verdicts.append(verdict)
    found = basis.kept(verdict)
    if found is not None:
        sat.kept[str(number)] = found


def tried(sat: Sat, before: Mapping[str, KeptImpact]) -> dict[str, KeptImpact]:
    """Give what each open change would have done, as far as that is known now."""
    asleep = {number: one for number, one in before.items() if number in sat.asleep}
    return {**asleep, **dict(_impacts(sat.verdicts))}


def _impacts(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, KeptImpact]]:
    for verdict in verdicts:
        found, subject = verdict.impact, verdict.subject
        if found is not None and found.settled:
            kept = KeptImpact(
                head=subject.sha,
                key=found.key,
                sentence=found.sentence,
                page=found.page,
                warning=found.warning,
            )
            yield str(subject.number), kept


def changed(verdicts: Sequence[Verdict], before: Mapping[str, Kept]) -> bool:
    """Tell whether any says what it did not say before."""
    return any(_said(one) != _kept(before.get(str(one.subject.number))) for one in verdicts)


def _said(verdict: Verdict) -> tuple[str, bool, str]:
    return verdict.subject.sha, verdict.ruling.approved, verdict.check.title


def _kept(kept: Kept | None) -> tuple[str, bool, str]:
    return (kept.head, kept.approved, kept.title) if kept else ("", False, "")
