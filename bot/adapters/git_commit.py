"""Turns operations into a commit, with work in proportion to the files they touch."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.adapters.files import empty_folder
from bot.adapters.git_import import CommitStream
from bot.adapters.git_tree import GenesisTree, GitTree
from bot.adapters.private_clone import PrivateClone, Signature
from bot.adapters.stage import Change, Kind, Stage, Staging
from bot.errors import CorruptState
from bot.ports.store import Message, Stamp
from bot.state.tree import Operation

STREAM = "stream"
NO_END = "its last line has no end"


@dataclass(frozen=True, slots=True)
class CommitWriter:
    clone: PrivateClone
    genesis: Mapping[str, bytes]
    scratch: Path
    stamp: Stamp
    author: Signature
    staging: Staging = Stage

    def tree(self, commit: str) -> GitTree | GenesisTree:
        return (
            GitTree(self.clone.git, commit, self.clone.objects)
            if commit
            else GenesisTree(self.genesis)
        )

    def write(
        self,
        base: str,
        below: GitTree | GenesisTree,
        operations: Sequence[Operation],
        message: Message,
    ) -> str | None:
        """Give the id of the new commit, or None where the files would stay as they are.

        `below` is the tree of `base`, with what it has listed already.
        """
        empty_folder(self.scratch)
        stage = self.staging(below, self.scratch)
        changes = stage.run(operations)
        if not changes:
            return None
        trailers = {**message.trailers, **self.stamp(stage)}
        with (self.scratch / STREAM).open("w+b") as file:
            stream = CommitStream(file)
            self._put_genesis(stream, below, {change.path for change in changes})
            for change in changes:
                _put(stream, below, stage, change)
            stream.end(self.author.line(), _text(message.subject, trailers), base)
            file.seek(0)
            made = self.clone.write(file)
        return None if made.tree == self.clone.tree_of(base) else made.commit

    def _put_genesis(
        self, stream: CommitStream, below: GitTree | GenesisTree, changed: set[str]
    ) -> None:
        files = below.files if isinstance(below, GenesisTree) else {}
        for path in files.keys() - changed:
            with stream.file(path, len(files[path])) as file:
                file.write(files[path])


def _put(stream: CommitStream, below: GitTree | GenesisTree, stage: Stage, change: Change) -> None:
    if change.kind is Kind.REMOVE:
        stream.remove(change.path)
        return
    part = stage.part(change)
    before = below.size(change.path) if change.kind is Kind.APPEND else 0
    with stream.file(change.path, before + part.stat().st_size) as file, part.open("rb") as new:
        if before:
            below.pour(change.path, file)
            _check_end(file, change.path)
        shutil.copyfileobj(new, file)


def _check_end(file: BinaryIO, path: str) -> None:
    file.seek(-1, os.SEEK_CUR)
    if file.read(1) != b"\n":
        raise CorruptState(path, NO_END)


def _text(subject: str, trailers: Mapping[str, str]) -> str:
    """Keep every value on its line: a second one could pretend to be another trailer."""
    lines = [f"{key}: {' '.join(value.split())}" for key, value in trailers.items()]
    return "\n".join([" ".join(subject.split()), "", *lines]).strip() + "\n"
