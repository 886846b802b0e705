"""docs/audit.md names all that can be recorded, and all that can be found."""

from pathlib import Path

import pytest

from bot.state.audit.append import LOOK_BACK
from bot.state.audit.entry import FIELDS, Kind
from bot.state.audit.fault import Tampering
from bot.state.audit.head import SIGNATURE, TRAILER

TEXT = (Path(__file__).parents[3] / "docs" / "audit.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [*Kind, *Tampering, *sorted(FIELDS)])
def test_every_word_is_explained(word: str) -> None:
    assert f"`{word}`" in TEXT


def test_what_it_says_of_anchors_and_keys_is_so() -> None:
    assert f"`{TRAILER}: SEQ HASH`" in TEXT
    assert f"`{SIGNATURE}`" in TEXT
    assert f"among the last {LOOK_BACK:,} entries" in TEXT
