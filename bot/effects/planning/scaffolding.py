"""Accepted proposals that are asked into the fleet: each is one pull request with all it needs."""

from collections.abc import Iterator

from bot.effects.blocks import bullets
from bot.effects.effect import PullKind
from bot.effects.escape import code, markdown
from bot.effects.plan import Plan, Withheld
from bot.effects.planning.material import REGISTRY, Material
from bot.effects.planning.wish import AGAIN, Addition, Wish, title_of
from bot.effects.proposals.section import author, lines
from bot.effects.scaffold.files import edits, entry
from bot.state.proposals import Acceptance, Idea, Proposal
from bot.words.stage import Stage

FIRST = 1
NO_CODE = (
    "No word of a model is code: the module and its test are the same for every agent, and read "
    "what differs from one JSON file."
)


def scaffolds(material: Material) -> Iterator[Wish]:
    """Give what was accepted first first; what may not be any more is not wished."""
    for one in accepted(material):
        if one.idea and one.accepted and not material.unfit.get(one.id):
            yield _wish(material, one, one.idea, one.accepted)


def unfit(material: Material) -> Plan:
    """Say why an accepted one is not asked for."""
    said = (
        Withheld(title_of(PullKind.SCAFFOLD, one.name, Stage.SHADOW), markdown("; ".join(reasons)))
        for one in accepted(material)
        if (reasons := material.unfit.get(one.id))
    )
    return Plan((), tuple(said))


def accepted(material: Material) -> list[Proposal]:
    """Leave out who joined already, whatever became of them since."""
    waiting = (
        one for one in material.proposals.having("accepted") if one.id not in material.joined
    )
    return sorted(waiting, key=lambda one: (one.accepted.at if one.accepted else "", one.id))


def _wish(material: Material, one: Proposal, idea: Idea, accepted: Acceptance) -> Wish:
    addition = Addition(
        entry(one, idea, accepted, material.policy), edits(one, idea, material.policy)
    )
    text = body(one, idea, accepted)
    return Wish(PullKind.SCAFFOLD, idea.name, Stage.SHADOW, FIRST, text, addition)


def body(proposal: Proposal, idea: Idea, accepted: Acceptance) -> str:
    family = f"{code(idea.parent)} ({code(idea.strategy_class)})"
    return "\n\n".join(
        (
            f"## {code(idea.name)} asks to join the fleet, in shadow",
            f"Proposed {author(proposal)}, as a child of {family}, active in {code(idea.regime)}.",
            f"> {markdown(idea.thesis, 600)}",
            f"Accepted by {markdown(accepted.by)}: {markdown(accepted.reason)}",
            bullets(lines(idea)),
            NO_CODE,
            bullets(_answers(idea.name)),
        )
    )


def _answers(name: str) -> Iterator[str]:
    yield (
        f"**Merge** to let it run in shadow, where nothing is traded for it; {code(name)} is then "
        f"in `{REGISTRY}`, and is judged like every other."
    )
    yield f"**Close** to refuse it; reopen it, or label it `{AGAIN}`, to be asked again."
    yield "**Push** a commit here to take over: Governor then leaves this branch to you."
