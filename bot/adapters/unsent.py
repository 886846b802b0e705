"""Keeps work that could not be pushed, under a name that follows from its content."""

import hashlib
from pathlib import Path

from bot.adapters.files import write_whole
from bot.state.wire import Unsent, write_unsent


def keep(folder: Path, unsent: Unsent) -> Path:
    data = b"".join(write_unsent(unsent))
    path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.jsonl"
    write_whole(path, data)
    return path
