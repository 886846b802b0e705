"""A pull request that should be open: which agent, which stage, and why."""

from dataclasses import dataclass

from bot.effects.effect import FileEdit, PullKind, Push
from bot.effects.marker import Mark, mark, marked
from bot.effects.planning.material import REGISTRY
from bot.effects.seen import Seen
from bot.policy.edit import set_stage
from bot.words.stage import Stage

LABELS = {kind: f"governor:{kind}" for kind in PullKind}
AGAIN = "governor:again"
PREFIXES = {PullKind.PROMOTE: "[AUTO-PROMOTE]", PullKind.DEMOTE: "[DEMOTE]"}


@dataclass(frozen=True, slots=True)
class Wish:
    """`text` is the body without its marks; `epoch` names the evidence that it rests on."""

    kind: PullKind
    agent: str
    stage: Stage
    epoch: int
    text: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.agent}/{self.stage}/{self.epoch}"

    @property
    def branch(self) -> str:
        return branch_of(self.kind, self.agent)

    @property
    def title(self) -> str:
        return f"{PREFIXES[self.kind]} {self.agent} to {self.stage}"

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


def branch_of(kind: PullKind, agent: str) -> str:
    return f"governor/{kind}/{agent}"


def agent_of(branch: str, kind: PullKind) -> str:
    """Name the agent of a branch of that kind; empty for any other branch."""
    start = branch_of(kind, "")
    return branch.removeprefix(start) if branch.startswith(start) else ""


def draft(wish: Wish, seen: Seen, registry: str) -> Draft | None:
    """Write it, or give None where the registry says so already; Refused where it cannot."""
    edited = set_stage(registry, wish.agent, wish.stage)
    if edited == registry:
        return None
    edit = FileEdit(REGISTRY, edited.encode())
    files = mark(f"files/{wish.key}", [edit.wire()])
    whole = mark(wish.key, [wish.title, wish.text, files.digest])
    message = f"Set {wish.agent} to {wish.stage} in {REGISTRY}"
    push = Push(wish.branch, seen.head, (edit,), message)
    return Draft(whole, files, marked(marked(wish.text, files), whole), push)
