"""Ceilings that the machine has spent: the file is lowered to what holds already."""

from collections.abc import Iterator

from bot.effects.blocks import bullets
from bot.effects.effect import PullKind
from bot.effects.escape import code, markdown
from bot.effects.planning import evidence
from bot.effects.planning.material import REGISTRY, Material
from bot.effects.planning.wish import Wish
from bot.state.report.agent import AgentRow
from bot.words.stage import MAY_TRADE, Stage


def demotions(material: Material) -> Iterator[Wish]:
    spent = material.spent - material.undoing
    for name, row in sorted(material.report.agents.items()):
        if name in spent and Stage(row.ceiling) in MAY_TRADE:
            text = body(name, row)
            yield Wish(PullKind.DEMOTE, name, Stage.SHADOW, row.evidence.epoch, text)


def body(name: str, row: AgentRow) -> str:
    return "\n\n".join(
        (
            f"## {code(name)} is {row.stage}; `{REGISTRY}` still allows {row.ceiling}",
            markdown(row.why),
            f"It holds already: {code(name)} does not trade. This brings the file in line.",
            evidence.measures(row),
            evidence.findings(row),
            bullets(_answers(name, row)),
        )
    )


def _answers(name: str, row: AgentRow) -> Iterator[str]:
    yield f"**Merge** so that {code(name)} may earn its way up again from the shadow."
    yield (
        f"**Close** to leave the file: it still does not trade, and cannot rise while "
        f"`{REGISTRY}` says {row.ceiling}."
    )
