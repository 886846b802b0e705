"""Writes what is generated and checked in: schemas, state/, the record of shipped files."""

from pathlib import Path

from bot.adapters.shipped import shipped_part
from bot.commands.schema import checked_in
from bot.commands.setting_up import record
from bot.state.schema import genesis_files
from bot.wiring.setting_up import CI

ROOT = Path(__file__).parent.parent


def shipped_record() -> bytes:
    """Give the digests that tell a copy of the template which of its files nobody has edited."""
    parts = (shipped_part(name) for name in ("policies", "schemas", "workflows"))
    files = {path: data for part in parts for path, data in part.items() if path != CI}
    return record.page(record.digests(files))


if __name__ == "__main__":
    schemas = {path: text.encode() for path, text in checked_in().items()}
    for path, data in {**schemas, **genesis_files()}.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (ROOT / record.PATH).write_bytes(shipped_record())
