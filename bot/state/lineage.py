"""state/lineage.json: which agent descends from which; whoever left the registry is kept."""

from typing import ClassVar

from pydantic import Field

from bot.state.dated import Dated
from bot.state.documents import GENESIS, Moment, Number, Part, StateFile
from bot.words.stage import Stage


class Node(Part):
    """`reason` is the thesis of its proposal, in a model's words: escape it where it is shown.

    `parent_regime` is where the parent's edge was when that first became clear, null before.

    `left_at` is when the registry was first seen without it; the rest is as it was then.
    """

    strategy_class: str
    parent: str | None = None
    proposal: str = ""
    reason: str = ""
    fingerprint: str = ""
    epoch: int = Field(default=1, ge=1)
    first_seen: Moment = GENESIS
    left_at: Moment | None = None
    stage: Stage = Stage.SHADOW
    pnl_sum_bps: Number | None = None
    parent_regime: str | None = None


class Family(Part):
    """Everybody who descends from one ancestor, whose name it bears.

    `pnl_sum_bps` adds up the members' present or last epochs, null where none is known.
    """

    members: tuple[str, ...]
    alive: int = Field(ge=0)
    pnl_sum_bps: Number | None = None
    best_stage: Stage


class Lineage(Dated):
    depth: ClassVar[int | None] = 2
    nodes: dict[str, Node] = Field(default_factory=dict)
    families: dict[str, Family] = Field(default_factory=dict)


LINEAGE = StateFile(
    pattern="state/lineage.json",
    writer="judge",
    meaning="Which agent descends from which and why; how each family has done",
    model=Lineage,
)
