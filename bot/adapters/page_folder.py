"""Pages in a folder of their own: what is unchanged stays untouched, what is gone is removed."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BadUsage
from bot.words.canonical import digest_bytes, encode_page

# Says which files are ours: no other may be removed.
LIST = ".governor-pages.json"


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier run made, and of what."""

    source: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


class PageFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def stands(self, source: str) -> bool:
        known = self._known()
        return known.source == source and all(
            digest == self._digest(path) for path, digest in known.files.items()
        )

    def publish(self, files: Mapping[str, bytes], source: str) -> int:
        known = self._known().files
        changed = sum(self._write(path, data) for path, data in files.items())
        for path in sorted(known.keys() - files.keys()):
            (self._folder / path).unlink(missing_ok=True)
            changed += 1
        digests = {path: digest_bytes(data) for path, data in files.items()}
        self._write(LIST, encode_page({"v": 1, "source": source, "files": digests}))
        return changed

    def _known(self) -> Known:
        if (self._folder / LIST).is_file():
            return _read((self._folder / LIST).read_bytes())
        if self._folder.exists() and any(self._folder.iterdir()):
            raise BadUsage(
                f"Cannot write pages into {self._folder}: it holds other files. Give --out a "
                "folder that is empty, or one that an earlier run has made."
            )
        return Known()

    def _digest(self, path: str) -> str:
        place = self._folder / path
        return digest_bytes(place.read_bytes()) if place.is_file() else ""

    def _write(self, path: str, data: bytes) -> bool:
        place = self._folder / path
        if place.is_file() and place.read_bytes() == data:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.{os.getpid()}.new")
        beside.write_bytes(data)
        beside.replace(place)
        return True


def _read(data: bytes) -> Known:
    try:
        found = json.loads(data)
        return Known(str(found["source"]), {str(k): str(v) for k, v in found["files"].items()})
    except (ValueError, LookupError, TypeError, AttributeError):
        return Known()  # a damaged list only means that every page is written again
