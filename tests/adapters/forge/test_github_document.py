"""docs/github.md names every permission that a call may lack, and quotes a real sentence."""

from pathlib import Path

import pytest

from bot.adapters.github.call import Answer, Call
from bot.adapters.github.permissions import needed
from bot.adapters.github.refusals import refusal
from tests.adapters.forge.calls import CALLS, CallCase
from tests.face.plan import GRAPHQL

DOCUMENT = Path(__file__).parents[3] / "docs" / "github.md"
REFUSED = Answer(403, {}, '{"message": "Resource not accessible by integration"}')
REST = {name: case for name, case in CALLS.items() if case.kind != GRAPHQL}


@pytest.mark.parametrize("case", REST.values(), ids=REST)
def test_every_permission_is_in_the_table(case: CallCase) -> None:
    verb, _, path = case.kind.partition(" ")
    path = path.replace("{pull_number}", "1").replace("{", "").replace("}", "")
    assert f"`{needed(Call('act', verb, path), REFUSED)}`" in DOCUMENT.read_text()


def test_the_quoted_refusal_is_what_is_said() -> None:
    act = "open a pull request from governor/promote/momentum to main"
    said = str(refusal(Call(act, "POST", "/repos/acme/fleet/pulls"), REFUSED))
    assert said in " ".join(DOCUMENT.read_text().split())
