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

    `raised` tells of a head, by pull request, for whom it lifts the ceiling.
    """

    done: frozenset[str]
    opened: frozenset[str]
    heads: frozenset[str]
    raised: Mapping[tuple[int, str], tuple[str, ...]]
    issue: int | None

    def opened_for(self, kind: str, agent: str) -> bool:
        return any(key.startswith(f"{kind}/{agent}/") for key in self.opened)


def recall(intents: Iterable[Intent]) -> Memory:
    known = list(intents)
    done = [one for one in known if one.phase == "done"]
    said = [one for one in done if one.kind == UpsertComment.kind and one.ref.isdigit()]
    issues = [int(one.ref) for one in done if one.key == KEY and one.ref.isdigit()]
    return Memory(
        done=frozenset(one.key for one in done),
        opened=frozenset(one.key for one in known if one.kind == OpenPull.kind),
        heads=frozenset(one.sha for one in done if one.sha and one.kind != UpsertComment.kind),
        raised={(int(one.ref), one.sha): _names(one.detail) for one in said},
        issue=issues[-1] if issues else None,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(BETWEEN)) if text else ()
