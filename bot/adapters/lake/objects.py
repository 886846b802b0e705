"""Objects of one place: put whole, got whole, listed and deleted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.adapters.files import write_whole
from bot.words.instant import floor_ms

NOTHING = 0
GONE = "no such bucket or folder"


@dataclass(frozen=True, slots=True)
class Stored:
    """One object that lies in a place, whether anything names it or not."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Objects:
    """`system` is a file system of pyarrow, `root` the place within it; both may say OSError."""

    system: Any
    root: str

    def put(self, name: str, data: bytes) -> None:
        """Put it there whole or not at all; a store of objects knows nothing else."""
        if self._is_folder:
            write_whole(Path(self.root, name), data)
            return
        with self.system.open_output_stream(f"{self.root}/{name}") as sink:
            sink.write(data)

    def get(self, name: str) -> bytes | None:
        """Give None where the object is gone, and only then."""
        try:
            with self.system.open_input_stream(f"{self.root}/{name}") as source:
                data: bytes = source.read()
                return data
        except FileNotFoundError:
            self._check_root()
            return None

    def listed(self) -> list[Stored]:
        from pyarrow import fs  # noqa: PLC0415 - heavy

        asked = fs.FileSelector(self.root, recursive=True, allow_not_found=True)
        return [
            Stored(one.path.removeprefix(f"{self.root}/"), one.size, floor_ms(one.mtime))
            for one in self.system.get_file_info(asked)
            if one.is_file
        ]

    def drop(self, name: str) -> None:
        """Delete; one that is gone already is as wanted."""
        try:
            self.system.delete_file(f"{self.root}/{name}")
        except FileNotFoundError:
            self._check_root()

    @property
    def _is_folder(self) -> bool:
        return bool(self.system.type_name == "local")

    def _check_root(self) -> None:
        """Tell a lost object from a disk that is not mounted or a bucket of another name."""
        top = self.root if self._is_folder else self.root.partition("/")[0]
        if self.system.get_file_info(top).type.value == NOTHING:
            raise OSError(f"{GONE}: {top}")
