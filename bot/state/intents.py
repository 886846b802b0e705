"""state/intents/{month}.jsonl: what was meant to be done on the outside, and what came of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeAlias

from bot.state.documents import Document, Moment, StateFile, records
from bot.state.tree import Append, Tree, Write
from bot.words.canonical import Json, encode_line
from bot.words.instant import DAY, parse, render

FOLDER = "state/intents/"
MONTHS = 3
Phase: TypeAlias = Literal["intended", "done", "failed"]


class Intent(Document):
    """`ref` is where it stands on the forge: the number of a pull request or an issue.

    `sha` is the head of the bot's own branch after it; `run` is the run that meant it.
    """

    at: Moment
    key: str
    digest: str
    kind: str
    phase: Phase
    run: str = ""
    ref: str = ""
    sha: str = ""
    detail: str = ""


INTENTS = StateFile(
    "state/intents/{month}.jsonl",
    "apply",
    "Acts on the outside: intended, then done or failed",
    Intent,
)


@dataclass(frozen=True, slots=True)
class AppendIntents:
    """Write records down; those that stand there already are not written twice."""

    kind: ClassVar[str] = "append-intents"
    at: datetime
    intents: tuple[Intent, ...]

    def apply(self, tree: Tree) -> Iterable[Write]:
        path = f"{FOLDER}{render(self.at)[:7]}.jsonl"
        lines = [encode_line(one.model_dump(mode="json")) for one in self.intents]
        known = set(tree.lines(path))
        fresh = b"".join(line for line in lines if line[:-1] not in known)
        return [Append(path, fresh)] if fresh else []

    def wire(self) -> Mapping[str, Json]:
        return {
            "at": render(self.at),
            "intents": [one.model_dump(mode="json") for one in self.intents],
        }


def append_intents(fields: Mapping[str, Any]) -> AppendIntents:
    intents = tuple(Intent.model_validate(one) for one in fields["intents"])
    return AppendIntents(parse(fields["at"]), intents)


@dataclass(frozen=True, slots=True)
class ClaimIntent:
    """Begin an act that nobody else began since `over` was its newest record; else do nothing.

    So of two runs that saw the same, one has its record stand as the newest.
    """

    kind: ClassVar[str] = "claim-intent"
    intent: Intent
    over: Intent | None = None

    def apply(self, tree: Tree) -> Iterable[Write]:
        if newest_of(tree, self.intent.key) == self.over:
            line = encode_line(self.intent.model_dump(mode="json"))
            yield Append(f"{FOLDER}{self.intent.at[:7]}.jsonl", line)

    def wire(self) -> Mapping[str, Json]:
        over = self.over.model_dump(mode="json") if self.over else None
        return {"intent": self.intent.model_dump(mode="json"), "over": over}


def claim_intent(fields: Mapping[str, Any]) -> ClaimIntent:
    over = fields["over"]
    return ClaimIntent(
        Intent.model_validate(fields["intent"]), Intent.model_validate(over) if over else None
    )


def newest_of(tree: Tree, key: str) -> Intent | None:
    """Give what was last written down of one act."""
    return next((one for one in reversed(remembered(tree)) if one.key == key), None)


def files_at(now: datetime) -> Iterator[str]:
    """Name the files of the months that are remembered."""
    month = now
    for _ in range(MONTHS):
        yield f"{FOLDER}{render(month)[:7]}.jsonl"
        month = month.replace(day=1) - DAY


def remembered(tree: Tree) -> Sequence[Intent]:
    """Give those of the last months, oldest first; what is older the forge itself still knows."""
    paths = [path for path in tree.names(FOLDER) if INTENTS.matches(path)][-MONTHS:]
    tree.bring(paths)
    return [one for path in paths for one in records(tree, INTENTS, path)]
