"""The safety lattice: of two stages the safer one holds."""

from enum import StrEnum


class Stage(StrEnum):
    """From safest to most daring.

    RETIRED ranks with KILLED and DEMOTED with SHADOW; each pair is ordered here all the same, so
    that joining two stages gives one answer in any order.
    """

    KILLED = "killed"
    RETIRED = "retired"
    QUARANTINED = "quarantined"
    PAUSED = "paused"
    PROPOSED = "proposed"
    DEMOTED = "demoted"
    SHADOW = "shadow"
    CANARY = "canary"
    LIVE = "live"


RANK = {stage: rank for rank, stage in enumerate(Stage)}
MAY_TRADE = frozenset({Stage.CANARY, Stage.LIVE})
MAY_RUN = MAY_TRADE | {Stage.SHADOW, Stage.DEMOTED}


def safer(one: Stage, other: Stage) -> Stage:
    return min(one, other, key=RANK.__getitem__)
