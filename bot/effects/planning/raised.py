"""For whom a change of agents.yml lifts the ceiling."""

from collections.abc import Mapping

from bot.policy.document import parse
from bot.policy.edit import CEILINGS, FILE
from bot.words.stage import RANK, Stage


def raised(before: str, after: str) -> tuple[str, ...]:
    """Name them, newcomers above shadow too; what cannot be read raises nobody, and cannot pass."""
    old, new = _ceilings(before), _ceilings(after)
    return tuple(
        sorted(
            name for name, stage in new.items() if RANK[stage] > RANK[old.get(name, Stage.SHADOW)]
        )
    )


def _ceilings(text: str) -> Mapping[str, Stage]:
    value = parse(FILE, text.encode()).value
    listed = value.get("agents") if isinstance(value, dict) else None
    entries = listed if isinstance(listed, list) else []
    found = ((one.get("name"), one.get("stage")) for one in entries if isinstance(one, dict))
    known = {str(stage): stage for stage in CEILINGS}
    return {name: known[stage] for name, stage in found if isinstance(name, str) and stage in known}
