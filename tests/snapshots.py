"""What people read, kept beside the tests; `make update-snapshots` writes it anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "__snapshots__"


def matches(name: str, text: str) -> None:
    path = FOLDER / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no snapshot {name}: make update-snapshots, and read it"
    assert text == path.read_text(encoding="utf-8")
