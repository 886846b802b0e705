"""What earlier runs wrote down of their acts, as the next look needs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.effects.effect import OpenPull, UpsertComment
from bot.effects.planning.fleet_issue import KEY
from bot.state.intents import Intent

BETWEEN = ","


@dataclass(frozen=True, slots=True)
class Memory:
    """`heads` are commits that the bot pushed, `opened` keys it ever meant to open a request for.

    `refused` are those of them that could not be opened when that was last tried.
    `raised` tells of a head, by pull request, for whom it lifts the ceiling.
    """

    done: frozenset[str]
    opened: frozenset[str]
    refused: frozenset[str]
    heads: frozenset[str]
    raised: Mapping[tuple[int, str], tuple[str, ...]]
    issue: int | None

    def opened_for(self, kind: str, agent: str) -> bool:
        return _has(self.opened, kind, agent)

    def refused_for(self, kind: str, agent: str) -> bool:
        return _has(self.refused, kind, agent)


def recall(intents: Iterable[Intent]) -> Memory:
    known = list(intents)
    done = [one for one in known if one.phase == "done"]
    said = [one for one in done if one.kind == UpsertComment.kind and one.ref.isdigit()]
    opening = {one.key: one.phase for one in known if one.kind == OpenPull.kind}
    issues = [int(one.ref) for one in done if one.key == KEY and one.ref.isdigit()]
    return Memory(
        done=frozenset(one.key for one in done),
        opened=frozenset(opening),
        refused=frozenset(key for key, phase in opening.items() if phase == "failed"),
        heads=frozenset(one.sha for one in done if one.sha and one.kind != UpsertComment.kind),
        raised={(int(one.ref), one.sha): _names(one.detail) for one in said},
        issue=issues[-1] if issues else None,
    )


def _has(keys: Iterable[str], kind: str, agent: str) -> bool:
    return any(key.startswith(f"{kind}/{agent}/") for key in keys)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(BETWEEN)) if text else ()
