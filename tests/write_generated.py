"""Writes what is generated and checked in: schemas, state/README.md, genesis files."""

from pathlib import Path

from bot.commands.schema import checked_in
from bot.state.schema import genesis_files

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    schemas = {path: text.encode() for path, text in checked_in().items()}
    for path, data in {**schemas, **genesis_files()}.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
