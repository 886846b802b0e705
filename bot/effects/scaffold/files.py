"""The files and the registry entry of an accepted proposal; a model's words are data in one file.

The module and its test are the same for all, so no word of a model can become code.
"""

import json
from collections.abc import Mapping

from bot.effects.effect import FileEdit
from bot.effects.scaffold.agent_text import AGENT, TEST
from bot.policy.policy import Policy
from bot.policy.prices import FOLDER_KIND, NETWORK_KINDS
from bot.state.proposals import Acceptance, Idea, Proposal
from bot.words.canonical import Json
from bot.words.stage import Stage

HOURLY = "5 * * * *"
READABLE = (FOLDER_KIND, *NETWORK_KINDS)
OWNER = 100


def module_of(name: str) -> str:
    return name.replace("-", "_")


def edits(proposal: Proposal, idea: Idea, policy: Policy) -> tuple[FileEdit, ...]:
    module = module_of(idea.name)
    return (
        FileEdit(f"agents/scaffolded/{module}.py", AGENT.encode()),
        FileEdit(f"agents/scaffolded/{module}.json", _page(_data(proposal, idea, policy))),
        FileEdit(f"tests/scaffolded/test_{module}.py", TEST.encode()),
    )


def entry(
    proposal: Proposal, idea: Idea, accepted: Acceptance, policy: Policy
) -> Mapping[str, Json]:
    module = module_of(idea.name)
    parent = policy.agents.by_name.get(idea.parent)
    return {
        "name": idea.name,
        "strategy_class": idea.strategy_class,
        "entry_point": f"agents.scaffolded.{module}:run",
        "schedule": (parent.schedule if parent else "") or HOURLY,
        "stage": Stage.SHADOW.value,
        "parent": idea.parent,
        "owner": accepted.by[:OWNER],
        "code": [f"agents/scaffolded/{module}.py", f"agents/scaffolded/{module}.json"],
        "proposal": proposal.id,
        "max_weight": min(idea.risk_controls.max_weight, policy.allocation.caps.agent),
    }


def _data(proposal: Proposal, idea: Idea, policy: Policy) -> Mapping[str, Json]:
    known = (one for one in policy.prices.venues if one.kind in READABLE)
    venues: list[Json] = [
        {
            "name": one.name,
            "kind": one.kind,
            **({"url": one.url} if one.url else {"path": one.path}),
        }
        for one in known
    ]
    whole = idea.model_dump(mode="json")
    return {
        "v": 1,
        "agent": idea.name,
        "proposal": proposal.id,
        "proposed_by": proposal.by or "template",
        "regime": idea.regime,
        "symbols": whole["symbols"],
        "signals": whole["signals"],
        "min_confidence": idea.risk_controls.min_confidence,
        "interval": policy.prices.interval,
        "venues": venues,
        "thesis": idea.thesis,
        "data_sources": whole["data_sources"],
        "evaluation": whole["evaluation"],
        "rules": whole["risk_controls"]["rules"],
    }


def _page(data: Mapping[str, Json]) -> bytes:
    """Write it in ASCII, so that no letter of another alphabet passes for one of ours."""
    return (json.dumps(data, indent=2, ensure_ascii=True) + "\n").encode()
