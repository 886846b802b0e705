"""One sitting of the gate: every open request whose verdict may have changed is judged again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands.gating.judging import Court, Verdict, settle
from bot.commands.gating.remembering import Basis
from bot.commands.gating.round import is_due
from bot.commands.gating.subject import Pull, base_of
from bot.decisions.replaying.trial import deciding
from bot.errors import BadCredentials, CannotAct, GovernorError, RateLimited, Refused
from bot.state.impact import Impacts, KeptImpact, Merged
from bot.state.verdicts import Kept

HOPELESS = (BadCredentials, RateLimited)


@dataclass(slots=True)
class Sat:
    """What came of it; `kept` is what the verdicts rest on, the old ones among them.

    `asleep` were not judged again; `rules` names those of the base, where they can be read.
    """

    opened: frozenset[str]
    rules: Callable[[], str]
    verdicts: list[Verdict] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    asleep: set[str] = field(default_factory=set)


def sit(court: Court, before: Mapping[str, Kept]) -> Sat:
    """Judge them; trouble with one stops no other."""
    forge = court.forge
    me, surveyed = forge.identity().login, forge.survey()
    basis = Basis(court, base_of(forge)[1])
    opened = frozenset(str(one.pull.number) for one in surveyed)
    sat = Sat(opened, lambda: _rules(basis))
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


def _rules(basis: Basis) -> str:
    try:
        found = basis.court.library.policy_at(basis.base)
    except GovernorError:
        return ""
    return deciding(found) if found else ""


def tried(sat: Sat, before: Impacts) -> Impacts:
    """Give what each open change would have done, and what that in force was found to do."""
    asleep = {number: one for number, one in before.pulls.items() if number in sat.asleep}
    return Impacts(pulls={**asleep, **dict(_impacts(sat.verdicts))}, in_force=_merged(sat, before))


def _merged(sat: Sat, before: Impacts) -> Merged | None:
    """Take it from a request that ended, if the base now decides by the rules it asked for."""
    ended = sorted(before.pulls.keys() - sat.opened, key=int, reverse=True)
    rules = sat.rules() if ended else ""
    found = next((one for one in ended if rules and before.pulls[one].rules == rules), None)
    return before.in_force if found is None else Merged(number=found, impact=before.pulls[found])


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
                rules=found.rules,
            )
            yield str(subject.number), kept


def changed(verdicts: Sequence[Verdict], before: Mapping[str, Kept]) -> bool:
    """Tell whether any says what it did not say before."""
    return any(_said(one) != _kept(before.get(str(one.subject.number))) for one in verdicts)


def _said(verdict: Verdict) -> tuple[str, bool, str]:
    return verdict.subject.sha, verdict.ruling.approved, verdict.check.title


def _kept(kept: Kept | None) -> tuple[str, bool, str]:
    return (kept.head, kept.approved, kept.title) if kept else ("", False, "")
