"""Promotions that are asked for: each is a pull request that a person merges, or closes."""

from collections.abc import Iterator

from bot.effects.blocks import bullets
from bot.effects.effect import PullKind
from bot.effects.escape import code, markdown
from bot.effects.planning import evidence
from bot.effects.planning.material import REGISTRY, Material
from bot.effects.planning.wish import AGAIN, Wish
from bot.state.report.agent import AgentRow
from bot.words.stage import Stage

MEANS = {
    Stage.CANARY: "It will trade at quarter size, once the mode is live.",
    Stage.LIVE: "It will trade at full size, once the mode is live.",
}


def promotions(material: Material) -> Iterator[Wish]:
    """Give the strongest evidence first, since not all may be asked at once."""
    asking = ((name, one) for name, one in material.report.agents.items() if one.asks)
    for name, one in sorted(asking, key=_strength):
        stage = Stage(one.asks or one.stage)
        text = body(name, one, stage)
        yield Wish(PullKind.PROMOTE, name, stage, one.evidence.epoch, text)


def body(name: str, row: AgentRow, stage: Stage) -> str:
    return "\n\n".join(
        (
            f"## {code(name)} asks to rise from {row.stage} to {stage}",
            markdown(row.why),
            f"{MEANS.get(stage, '')} Owner: {markdown(row.owner) or 'nobody is named'}.",
            evidence.measures(row),
            evidence.findings(row),
            bullets(_answers(name, stage, row.evidence.epoch)),
        )
    )


def _answers(name: str, stage: Stage, epoch: int) -> Iterator[str]:
    yield f"**Merge** to allow it: `stage: {stage}` for {code(name)} in `{REGISTRY}`, nothing else."
    yield (
        f"**Close** to refuse it: it is not asked again on this evidence (epoch {epoch}), unless "
        f"you reopen this or label it `{AGAIN}`."
    )
    yield "**Push** a commit here to take over: Governor then leaves this branch to you."
    yield "It is brought up to date, or withdrawn, as the evidence changes."


def _strength(item: tuple[str, AgentRow]) -> tuple[float, str]:
    name, row = item
    return -(row.evidence.e_value or 0.0), name
