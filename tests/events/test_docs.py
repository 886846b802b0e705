"""The page that tells producers what to send shows lines that pass."""

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.events.check import Event, check
from bot.events.fields import MEANING
from bot.events.signal import SignalFields
from bot.events.telemetry import TelemetryFields
from bot.events.tolerance import Intake
from tests.fakes.events import TOLERANCE

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
INTAKE = Intake.at(datetime(2026, 11, 21, 12, tzinfo=UTC), TOLERANCE)


def test_the_lines_it_shows_are_accepted() -> None:
    found = [check(text.encode(), INTAKE) for text in re.findall(r"```jsonl\n(.*)\n```", PAGE)]
    assert [event.kind for event in found if isinstance(event, Event)] == ["signal", "telemetry"]


def test_it_names_every_field() -> None:
    fields = SignalFields.__annotations__ | TelemetryFields.__annotations__
    assert [name for name in fields if name not in PAGE] == []


def test_every_pattern_has_words() -> None:
    assert all(words.startswith("must be") for words in MEANING.values())
