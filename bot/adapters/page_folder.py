"""Pages in a folder of their own: what is unchanged stays untouched, what is gone is removed."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from bot.errors import BadUsage

# Says which files are ours: no other may be removed.
LIST = ".governor-pages.json"


class PageFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def publish(self, files: Mapping[str, bytes]) -> int:
        known = self._known()
        changed = sum(self._write(path, data) for path, data in files.items())
        for path in sorted(known - files.keys()):
            (self._folder / path).unlink(missing_ok=True)
            changed += 1
        self._write(LIST, json.dumps(sorted(files), indent=0).encode())
        return changed

    def _known(self) -> set[str]:
        if (self._folder / LIST).is_file():
            return set(json.loads((self._folder / LIST).read_bytes()))
        if self._folder.exists() and any(self._folder.iterdir()):
            raise BadUsage(
                f"Cannot write pages into {self._folder}: it holds other files. Give --out a "
                "folder that is empty, or one that an earlier run has made."
            )
        return set()

    def _write(self, path: str, data: bytes) -> bool:
        place = self._folder / path
        if place.is_file() and place.read_bytes() == data:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.{os.getpid()}.new")
        beside.write_bytes(data)
        beside.replace(place)
        return True
