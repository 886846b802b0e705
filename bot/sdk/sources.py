"""A file or an address that is read again before every ticket."""

import os
from dataclasses import dataclass
from typing import Protocol, TypeAlias

LIMIT = 1_000_000
TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Unread:
    reason: str
    missing: bool = False


Content: TypeAlias = bytes | Unread


class Source(Protocol):
    place: str

    def read(self) -> Content: ...


class FileSource:
    def __init__(self, place: str) -> None:
        self.place = place

    def read(self) -> Content:
        try:
            with open(self.place, "rb", opener=_at_once) as file:
                data: bytes = file.read(LIMIT + 1) or b""
        except FileNotFoundError:
            return Unread("there is no such file", missing=True)
        except (OSError, ValueError) as error:
            return Unread(str(getattr(error, "strerror", None) or error).lower())
        return too_long() if len(data) > LIMIT else data


def _at_once(path: str, flags: int) -> int:
    """Wait for nobody to write into a pipe that stands where the file should be."""
    return os.open(path, flags | os.O_NONBLOCK)


def source(place: str, token: str = "") -> Source:
    if "://" not in place:
        return FileSource(place)
    # Sockets are loaded only where there is an address.
    from bot.sdk.web import WebSource  # noqa: PLC0415

    return WebSource(place, token)


def too_long() -> Unread:
    return Unread(f"it is longer than {LIMIT:,} bytes")
