"""The schemas that editors use say what the loader says."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.policy.document import parse
from bot.policy.policy import FILES
from bot.policy.schema import render, schemas
from tests.policy.shipped import CLASSIC, POLICIES

SCHEMAS = POLICIES / "schema"
SHIPPED = [folder / file for folder in (POLICIES, CLASSIC) for file in FILES]


@pytest.mark.parametrize("name", schemas())
def test_the_schemas_that_are_checked_in_are_those_of_the_models(name: str) -> None:
    text = render(schemas()[name])
    if os.environ.get("UPDATE_SNAPSHOTS"):
        (SCHEMAS / name).write_text(text, encoding="utf-8")
    assert (SCHEMAS / name).read_text(encoding="utf-8") == text


def test_no_other_schema_is_checked_in() -> None:
    assert {path.name for path in SCHEMAS.iterdir()} == set(schemas())


@pytest.mark.parametrize("name", schemas())
def test_each_is_a_valid_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_each_shipped_file_hints_at_its_schema_and_obeys_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    hint = first.removeprefix("# yaml-language-server: $schema=")
    schema = json.loads((path.parent / hint).resolve().read_text(encoding="utf-8"))
    jsonschema.validate(parse(path.name, path.read_bytes()).value, schema)


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_an_unknown_key_breaks_the_schema_too(path: Path) -> None:
    value = {**yaml.safe_load(path.read_text(encoding="utf-8")), "surprise": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, schemas()[f"{path.stem}.schema.json"])
