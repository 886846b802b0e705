"""Which part of a change a replay can try, and whether what it came to is worth the risk."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.decisions.replaying.comparison import Comparison
from bot.decisions.replaying.weighing import Verdict
from bot.policy.governor import Governor
from bot.policy.policy import Policy
from bot.policy.risk_change import Change
from bot.policy.risk_rules import Risk
from bot.words.canonical import digest

RULES = ("regimes", "promotion", "retirement", "allocation", "risk")
TERMS = {
    "governor": ("costs", "horizons_hours", "primary_horizon_hours"),
    "prices": ("interval", "max_gap_minutes"),
}
GAINS = ("PnL", "drawdown", "CVaR95 of a day")


def candidate(before: Policy, after: Policy) -> Policy | None:
    """Give the new rules for the old fleet; None where they decide as the old ones do.

    Registry and kill list have no dates: a replay would judge their newest entries in the past.
    """
    if deciding(before) == deciding(after):
        return None
    governor = _governor(before, after)
    return replace(after, governor=governor, agents=before.agents, kill_list=before.kill_list)


def deciding(policy: Policy) -> str:
    """Digest what a replay can try; two policies of the same digest decide alike."""
    rules = {name: policy.part(name).model_dump(mode="json") for name in RULES}
    terms = {
        name: policy.part(name).model_dump(mode="json", include=set(keys))
        for name, keys in TERMS.items()
    }
    return digest({**rules, **terms})


def is_tried(change: Change) -> bool:
    return change.part in RULES or change.path[0] in TERMS.get(change.part, ())


def without_benefit(found: Comparison, changes: Iterable[Change]) -> str:
    """Say so where a change raises risk and nothing got clearly better; empty otherwise."""
    raising = [one for one in changes if is_tried(one) and one.risk is Risk.RAISING]
    if not raising or any(found.measure(name).verdict is Verdict.BETTER for name in GAINS):
        return ""
    worse = [name for name in GAINS if found.measure(name).verdict is Verdict.WORSE]
    what = _listed([one.sentence() for one in raising])
    got = f"{_listed(worse)} got worse, and nothing" if worse else "nothing"
    return f"This raises risk ({what}), and {got} got clearly better in this history."


def _governor(before: Policy, after: Policy) -> Governor:
    """Keep the old pace: both are asked at the same moments."""
    return after.governor.model_copy(update={"cadence_minutes": before.governor.cadence_minutes})


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(words[:3])
    return shown if len(words) <= 3 else f"{shown} and {len(words) - 3} more"  # noqa: PLR2004 - a line
