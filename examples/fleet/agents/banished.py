"""On the kill list. Importing it is enough to leave a trace, so that a test can tell."""

from pathlib import Path

Path("banished-was-here").touch()


def run() -> None:
    Path("banished-ran").touch()
