from pathlib import Path

import pytest

from bot.commands.schema import checked_in, schema
from bot.errors import BadUsage
from tests.fakes.output import HeardOutput

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("path", sorted(checked_in()))
def test_the_checked_in_copy_is_what_the_code_holds(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == checked_in()[path], "make schemas"


def test_one_schema_is_printed_as_it_is_checked_in() -> None:
    out = HeardOutput()
    assert schema(out, "policies/agents") == 0
    assert out.said == [checked_in()["policies/schema/agents.schema.json"]]


def test_without_a_name_all_are_listed() -> None:
    out = HeardOutput()
    schema(out, "")
    assert len(out.said) == len(checked_in())


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(BadUsage, match="'nope': `governor schema` lists all"):
        schema(HeardOutput(), "nope")
