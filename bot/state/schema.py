"""What lies under state/ before any machine wrote there: the README, schemas and genesis files."""

import re
from collections.abc import Iterator, Mapping

from bot.state.agents import AGENTS
from bot.state.documents import Envelope
from bot.state.kill_switch import KILL_SWITCH
from bot.state.lease import GATE
from bot.state.registry import FILES
from bot.words.canonical import encode_page

GENESIS_FILES = (AGENTS, KILL_SWITCH, GATE)
VERSIONED = ("json", "jsonl")
HEAD = """\
# state/

Machine-written: change nothing here by hand. A damaged file stops Governor until it is restored
from the last good commit. Each file has one writer and a schema version (field `v`; in JSON Lines,
of every line). A missing file means that nothing happened yet. `docs/state.md` tells how changes
travel; the JSON Schemas of documents with a fixed shape are in `schemas/`.

A day of events or of the ledger may also lie in `{day}.parquet` beside its place, and in parts
elsewhere that `{day}.parts.json` names: `docs/storage.md`.

| file | version | written by | what it holds |
|---|---|---|---|
"""


def readme() -> bytes:
    rows = (
        f"| `{file.pattern.removeprefix('state/')}` "
        f"| {file.version if file.format in VERSIONED else '-'} | {file.writer} "
        f"| {file.meaning} |\n"
        for file in FILES
    )
    return (HEAD + "".join(rows)).encode()


def schemas() -> Mapping[str, bytes]:
    return dict(_schemas())


def genesis_files() -> Mapping[str, bytes]:
    """Give everything that a new state begins with, by path."""
    documents = {
        file.pattern: encode_page(file.model(v=file.version).model_dump(mode="json"))
        for file in GENESIS_FILES
    }
    return {"state/README.md": readme(), **schemas(), **documents}


def _schemas() -> Iterator[tuple[str, bytes]]:
    for file in FILES:
        if file.model is not Envelope:
            schema = {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": file.pattern,
                **file.model.model_json_schema(mode="serialization"),
            }
            name = re.sub(r"\.jsonl?$", "", file.pattern.removeprefix("state/"))
            yield f"state/schemas/{name}.schema.json", encode_page(schema)
