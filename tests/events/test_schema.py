"""The exported schemas accept what is stored, and refuse what ingest refuses."""

import json

import jsonschema
import pytest

from bot.events.schema import schemas
from tests.fakes.events import line, report, signal, storing
from tests.fakes.store import MemoryTree

PAGES = {
    path.removeprefix("state/schemas/").removesuffix(".schema.json"): json.loads(page)
    for path, page in schemas().items()
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(PAGES[name])


def test_stored_lines_follow_their_schema() -> None:
    tree = MemoryTree().run([storing(line(signal()) + b"\n" + line(report()) + b"\n{")])
    kinds = {"signals": "signal", "telemetry": "telemetry", "quarantine": "quarantine"}
    for path in tree.files:
        for text in tree.lines(path):
            jsonschema.validate(json.loads(text), PAGES[kinds[path.split("/")[2]]])


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("signal", signal(direction="UP")),
        ("signal", signal(confidence=1.1)),
        ("signal", signal(v=2)),
        ("signal", signal(colour="red")),
        ("telemetry", report(cost_usd=-1)),
        ("telemetry", report(tokens_in=1.5)),
    ],
)
def test_refused_lines_do_not(name: str, fields: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(fields, PAGES[name])
