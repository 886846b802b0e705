"""Writes the generated part of state/ anew, after the registry or a document changed."""

from pathlib import Path

from bot.state.schema import genesis_files

if __name__ == "__main__":
    for path, data in genesis_files().items():
        target = Path(__file__).parents[2] / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
