"""The policies in force: whether anything was judged by them, and what was replayed of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from bot.decisions.replaying.trial import deciding
from bot.effects.site.markdown import part_of
from bot.policy.policy import Policy
from bot.state.audit.entry import Entry
from bot.state.impact import Impacts, KeptImpact
from bot.state.report.report import Report

SHORT = 12
NEWER = (
    "No judgement was made by it yet: the policies, or the Governor that reads them, changed after "
    "the last one, which `{}` ruled. The next cycle judges by it."
)
OLDER = (
    "The last report was judged by another, `{}`, and this one ruled before: either it was put "
    "back after that report, or these pages were made from an older copy of the policies."
)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a change of policy, asked for in this request, would have done to history."""

    number: str
    sentence: str
    warning: str
    body: Markup


def standing(policy: Policy, report: Report, entries: Iterable[Entry]) -> str:
    """Say by which policies the last report was judged."""
    said = f"Digest `{policy.digest[:SHORT]}`."
    if report.meta is None:
        return f"{said} Nothing was judged yet."
    if report.meta.policy_digest == policy.digest:
        return f"{said} The last report was judged by it."
    ruled = any(one.policy_digest == policy.digest for one in entries)
    return f"{said} {(OLDER if ruled else NEWER).format(report.meta.policy_digest[:SHORT])}"


def last_replay(policy: Policy, impacts: Impacts) -> Replayed | None:
    """Give that of the change which brought these rules; None where it was not replayed."""
    found = impacts.in_force
    if found is None or found.impact.rules != deciding(policy):
        return None
    return _replayed(found.number, found.impact)


def open_changes(impacts: Impacts) -> list[Replayed]:
    return [_replayed(number, one) for number, one in sorted(impacts.pulls.items(), key=_order)]


def _replayed(number: str, one: KeptImpact) -> Replayed:
    _, _, rest = one.page.partition("\n\n")  # its first sentence is `sentence`
    return Replayed(number, one.sentence, one.warning, part_of(rest))


def _order(item: tuple[str, KeptImpact]) -> tuple[int, str]:
    return len(item[0]), item[0]
