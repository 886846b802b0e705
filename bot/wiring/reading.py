"""Reads the policies of a repository; what they mean is not known here."""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import CannotRead

POLICIES = "policies"


def policy_texts(repo: Path, folder: str = POLICIES) -> Mapping[str, bytes]:
    place = repo / folder
    if not place.is_dir():
        raise CannotRead(
            str(place),
            "there is no such folder; run Governor in a fleet's repository or name it with --repo",
        )
    return {f"{folder}/{path.name}": _read(path) for path in sorted(place.glob("*.y*ml"))}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRead(str(path), error.strerror or "it cannot be opened") from None
