"""Reads pages back as a browser would, for tests that hold them against their source."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import bot.effects.site
from bot.effects.site.files import Parts

ROOM = Path(bot.effects.site.__file__).parent
PARTS = Parts({one.name: one.read_text() for one in (ROOM / "templates").iterdir()}, {})


@dataclass
class Page(HTMLParser):
    """`numbers` are (place in the report, value); None where the page says that it is unknown."""

    numbers: list[tuple[str, float | None]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        place = found.get("data-of")
        if place is not None:
            value = found.get("value")
            self.numbers.append((place, None if value is None else float(value)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(self.words)


def page(data: bytes) -> Page:
    found = Page()
    found.feed(data.decode())
    return found
