"""A whole document or page, written by the one command that owns it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.errors import StateError, UnknownSchema
from bot.state import registry
from bot.state.documents import Document, known, put_valid, validate
from bot.state.tree import Replace, Tree, Write
from bot.words.canonical import Json

WRITTEN, NUMBERED = "generated_at", "sequence"


@dataclass(frozen=True, slots=True)
class PutDocument:
    """Replace a document of a known schema; what stands there must be readable and not newer."""

    kind: ClassVar[str] = "put-document"
    path: str
    v: int
    body: Mapping[str, Json]

    def apply(self, tree: Tree) -> Iterable[Write]:
        file = registry.document_for(self.path)
        if self.v != file.version:
            raise UnknownSchema(self.path, self.v, file.version)
        new = validate(self.path, {**self.body, "v": self.v}, file)
        data = tree.read(self.path)
        old = None if data is None else known(self.path, data, file)
        return [] if old is not None and _is_newer(old, new) else [put_valid(self.path, new)]

    def wire(self) -> Mapping[str, Json]:
        return {"path": self.path, "v": self.v, "body": self.body}


@dataclass(frozen=True, slots=True)
class PutText:
    """Replace a page for people; it is read by nobody who decides."""

    kind: ClassVar[str] = "put-text"
    path: str
    text: str

    def apply(self, tree: Tree) -> Iterable[Write]:
        file = registry.file_for(self.path)
        if file is None or file.format in ("json", "jsonl"):
            raise StateError(f"Cannot write {self.path}: no such page is known.")
        data = self.text.encode()
        return [] if tree.read(self.path) == data else [Replace(self.path, data)]

    def wire(self) -> Mapping[str, Json]:
        return {"path": self.path, "text": self.text}


def put_text(fields: Mapping[str, Any]) -> PutText:
    return PutText(fields["path"], fields["text"])


def put_document(fields: Mapping[str, Any]) -> PutDocument:
    return PutDocument(path=fields["path"], v=fields["v"], body=fields["body"])


def _is_newer(old: Document, new: Document) -> bool:
    """Work that was sent late must not set a document back.

    What is numbered may have been followed up by somebody who kept the time: a lease, narrowed.
    """
    if _number(old) and _number(old) >= _number(new):
        return True
    mine, theirs = getattr(new, WRITTEN, None), getattr(old, WRITTEN, None)
    return isinstance(mine, str) and isinstance(theirs, str) and theirs > mine


def _number(document: Document) -> int:
    found = getattr(document, NUMBERED, 0)
    return found if isinstance(found, int) else 0
