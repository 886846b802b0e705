"""The record of what was written as shipped, so that what people changed since is known."""

import hashlib
import json
from collections.abc import Mapping

from bot.errors import CannotRead
from bot.ports.worktree import WorkTree

PATH = ".github/governor-files.json"
VERSION = 1


def recorded(tree: WorkTree) -> Mapping[str, str]:
    """Give the digest of each file as it was written; nothing where nothing was."""
    data = tree.read(PATH)
    if data is None:
        return {}
    try:
        record = json.loads(data)
        if record["v"] != VERSION:
            raise CannotRead(PATH, f"its version is {record['v']!r}; upgrade Governor")
        return {str(path): str(digest) for path, digest in record["files"].items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CannotRead(PATH, f"it is no record of files ({error}); restore it") from None


def record(tree: WorkTree, written: Mapping[str, bytes]) -> None:
    known = {**recorded(tree), **digests(written)}
    tree.write({PATH: page(known)})


def digests(files: Mapping[str, bytes]) -> Mapping[str, str]:
    return {path: digest(data) for path, data in files.items()}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def page(files: Mapping[str, str]) -> bytes:
    return (
        json.dumps({"v": VERSION, "files": dict(files)}, indent=1, sort_keys=True).encode() + b"\n"
    )
