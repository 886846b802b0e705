"""Which part of a change a replay can try."""

from dataclasses import replace

from bot.policy.governor import Governor
from bot.policy.policy import Policy
from bot.policy.risk_change import Change
from bot.words.canonical import digest

RULES = ("regimes", "promotion", "retirement", "allocation", "risk")
TERMS = {
    "governor": ("costs", "horizons_hours", "primary_horizon_hours"),
    "prices": ("interval", "max_gap_minutes"),
}


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


def _governor(before: Policy, after: Policy) -> Governor:
    """Keep the old pace: both are asked at the same moments."""
    return after.governor.model_copy(update={"cadence_minutes": before.governor.cadence_minutes})
