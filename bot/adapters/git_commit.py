"""Turns operations into a commit, with work in proportion to the files they touch."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.adapters.files import empty_folder
from bot.adapters.git_tree import GenesisTree, GitTree
from bot.adapters.private_clone import PrivateClone
from bot.adapters.stage import Change, Kind, Stage, Staging
from bot.errors import CorruptState
from bot.ports.store import Message, Stamp
from bot.state.tree import Operation

NO_END = "its last line has no end"


@dataclass(frozen=True, slots=True)
class CommitWriter:
    clone: PrivateClone
    genesis: Mapping[str, bytes]
    scratch: Path
    stamp: Stamp
    staging: Staging = Stage

    def tree(self, commit: str) -> GitTree | GenesisTree:
        return GitTree(self.clone.git, commit) if commit else GenesisTree(self.genesis)

    def write(self, base: str, operations: Sequence[Operation], message: Message) -> str | None:
        """Give the id of the new commit, or None where the files would stay as they are."""
        empty_folder(self.scratch)
        below = self.tree(base)
        stage = self.staging(below, self.scratch)
        changes = stage.run(operations)
        if not changes:
            return None
        tree = self.clone.write_tree(base, self._blobs(below, stage, changes))
        if tree == self.clone.tree_of(base):
            return None
        trailers = {**message.trailers, **self.stamp(stage)}
        return self.clone.write_commit(tree, base, _text(message.subject, trailers))

    def _blobs(
        self, below: GitTree | GenesisTree, stage: Stage, changes: Sequence[Change]
    ) -> Mapping[str, str | None]:
        files = dict(self._genesis_files()) if isinstance(below, GenesisTree) else {}
        files |= {
            change.path: self._whole(below, stage, change)
            for change in changes
            if change.kind is not Kind.REMOVE
        }
        blobs = dict(zip(files, self.clone.store_files(files.values()), strict=True))
        removed = {change.path: None for change in changes if change.kind is Kind.REMOVE}
        return {**blobs, **removed}

    def _genesis_files(self) -> Iterator[tuple[str, Path]]:
        for number, (path, data) in enumerate(self.genesis.items()):
            file = self.scratch / f"genesis.{number}"
            file.write_bytes(data)
            yield path, file

    def _whole(self, below: GitTree | GenesisTree, stage: Stage, change: Change) -> Path:
        part = stage.part(change)
        if change.kind is Kind.REPLACE:
            return part
        whole = part.with_name(f"{part.name}.whole")
        with whole.open("w+b") as file, part.open("rb") as new:
            self._pour(below, change.path, file)
            shutil.copyfileobj(new, file)
        return whole

    def _pour(self, below: GitTree | GenesisTree, path: str, file: BinaryIO) -> None:
        if isinstance(below, GenesisTree):
            file.write(below.read(path) or b"")
        elif blob := below.blob(path):
            self.clone.git.pour(file, "cat-file", "blob", blob)
        if size := file.seek(0, 2):
            file.seek(size - 1)
            if file.read(1) != b"\n":
                raise CorruptState(path, NO_END)


def _text(subject: str, trailers: Mapping[str, str]) -> str:
    """Keep every value on its line: a second one could pretend to be another trailer."""
    lines = [f"{key}: {' '.join(value.split())}" for key, value in trailers.items()]
    return "\n".join([" ".join(subject.split()), "", *lines]).strip() + "\n"
