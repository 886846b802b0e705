"""The SQL texts, which every engine runs as they are."""

from functools import cache
from importlib.resources import files


@cache
def text(query: str) -> str:
    place = files("bot.adapters.engines") / "sql" / f"{query}.sql"
    return place.read_text(encoding="utf-8")
