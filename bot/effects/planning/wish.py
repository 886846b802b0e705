"""A pull request that should be open: which agent, which stage, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.effects.effect import FileEdit, PullKind, Push
from bot.effects.marker import Mark, mark, marked
from bot.effects.planning.material import REGISTRY
from bot.effects.seen import Seen
from bot.policy.edit import set_stage
from bot.policy.register import register
from bot.words.canonical import Json
from bot.words.stage import Stage

LABELS = {kind: f"governor:{kind}" for kind in PullKind}
AGAIN = "governor:again"
PREFIXES = {
    PullKind.PROMOTE: "[AUTO-PROMOTE]",
    PullKind.DEMOTE: "[DEMOTE]",
    PullKind.SCAFFOLD: "[SCAFFOLD]",
}


@dataclass(frozen=True, slots=True)
class Addition:
    """What a newcomer brings: its entry in the registry, and files of its own."""

    entry: Mapping[str, Json]
    edits: tuple[FileEdit, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """`text` is the body without its marks; `epoch` names the evidence that it rests on.

    An `addition` brings an agent in; without one an agent that is there changes its stage.
    """

    kind: PullKind
    agent: str
    stage: Stage
    epoch: int
    text: str
    addition: Addition | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.agent}/{self.stage}/{self.epoch}"

    @property
    def branch(self) -> str:
        return branch_of(self.kind, self.agent)

    @property
    def title(self) -> str:
        return title_of(self.kind, self.agent, self.stage)

    @property
    def labels(self) -> tuple[str, ...]:
        return (LABELS[self.kind],)


@dataclass(frozen=True, slots=True)
class Draft:
    """The same in full: a commit, and a body under two marks, of its files and of all of it."""

    mark: Mark
    files: Mark
    body: str
    push: Push


def title_of(kind: PullKind, agent: str, stage: Stage) -> str:
    way = "into" if kind is PullKind.SCAFFOLD else "to"
    return f"{PREFIXES[kind]} {agent} {way} {stage}"


def branch_of(kind: PullKind, agent: str) -> str:
    return f"governor/{kind}/{agent}"


def agent_of(branch: str, kind: PullKind) -> str:
    """Name the agent of a branch of that kind; empty for any other branch."""
    start = branch_of(kind, "")
    return branch.removeprefix(start) if branch.startswith(start) else ""


def draft(wish: Wish, seen: Seen, registry: str) -> Draft | None:
    """Write it, or give None where the registry says so already; Refused where it cannot."""
    edited = _edited(wish, registry)
    if edited == registry:
        return None
    more = wish.addition.edits if wish.addition else ()
    edits = (FileEdit(REGISTRY, edited.encode()), *more)
    files = mark(f"files/{wish.key}", [one.wire() for one in edits])
    whole = mark(wish.key, [wish.title, wish.text, files.digest])
    push = Push(wish.branch, seen.head, edits, _message(wish))
    return Draft(whole, files, marked(marked(wish.text, files), whole), push)


def _edited(wish: Wish, registry: str) -> str:
    if wish.addition:
        return register(registry, wish.addition.entry)
    return set_stage(registry, wish.agent, wish.stage)


def _message(wish: Wish) -> str:
    if wish.addition:
        return f"Add {wish.agent} in {wish.stage}"
    return f"Set {wish.agent} to {wish.stage} in {REGISTRY}"
