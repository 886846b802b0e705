"""What judging writes of its memory, as operations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from bot.state.documents import decode
from bot.state.evidence import BOOK, BookLine, book_path, checkpoint_path
from bot.state.tree import Append, Operation, Remove, Tree, Write
from bot.stats.kept import KEPT_DAYS
from bot.words.canonical import Json, encode_line
from bot.words.instant import day_of, parse

FOLDER = checkpoint_path("").removesuffix(".json")
PAGES = book_path("").removesuffix(".jsonl")


@dataclass(frozen=True, slots=True)
class ForgetCheckpoints:
    """Drop the checkpoints that are too old to begin from; the records of days stay."""

    kind: ClassVar[str] = "forget-checkpoints"
    day: str

    def apply(self, tree: Tree) -> Iterator[Write]:
        oldest = day_of(parse(f"{self.day}T00:00:00Z") - timedelta(days=KEPT_DAYS))
        for path in tree.names(FOLDER):
            if path < checkpoint_path(oldest):
                yield Remove(path)

    def wire(self) -> Mapping[str, Json]:
        return {"day": self.day}


@dataclass(frozen=True, slots=True)
class WriteBook:
    """Write what is in force from an hour on; the same line is written once.

    What the book held in hours that were judged already is history: no later work changes that.
    """

    kind: ClassVar[str] = "write-book"
    line: BookLine

    def apply(self, tree: Tree) -> Iterator[Write]:
        path = book_path(self.line.since[:10])
        newest = max([path, *tree.names(PAGES)])
        last = [decode(newest, line, BOOK) for line in list(tree.lines(newest))[-1:]]
        if last != [self.line] and all(one.since <= self.line.since for one in last):
            yield Append(path, encode_line(self.line.model_dump(mode="json")))

    def wire(self) -> Mapping[str, Json]:
        record: Mapping[str, Json] = self.line.model_dump(mode="json")
        return record


def forget_checkpoints(fields: Mapping[str, Any]) -> ForgetCheckpoints:
    return ForgetCheckpoints(fields["day"])


def write_book(fields: Mapping[str, Any]) -> WriteBook:
    return WriteBook(BookLine.model_validate(fields))


DECODERS: Mapping[str, Callable[[Mapping[str, Any]], Operation]] = {
    ForgetCheckpoints.kind: forget_checkpoints,
    WriteBook.kind: write_book,
}
