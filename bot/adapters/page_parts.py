"""Templates and assets of the dashboard, as they lie in the package."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import bot
from bot.adapters import charts
from bot.adapters.files import write_whole
from bot.effects.site.files import VEGA, Parts
from bot.words.canonical import digest, digest_bytes


def page_parts(cache: Path) -> Parts:
    """`cache` keeps Vega's script, which takes longer to make than all pages."""
    room = files("bot.effects.site")
    templates = {one.name: one.read_text(encoding="utf-8") for one in _each(room, "templates")}
    assets = {f"assets/{one.name}": one.read_bytes() for one in _each(room, "assets")}
    return Parts(templates, {**assets, VEGA: _vega(cache)}, _program())


def _each(room: Traversable, folder: str) -> list[Traversable]:
    return sorted((room / folder).iterdir(), key=lambda one: one.name)


def _vega(cache: Path) -> bytes:
    kept = cache / f"vega-{charts.version()}.js"
    if not kept.is_file():
        write_whole(kept, charts.script())
    return kept.read_bytes()


def _program() -> str:
    """Digest the program itself: another one may draw the same state otherwise."""
    room = Path(bot.__file__).parent
    return digest(
        {str(one.relative_to(room)): digest_bytes(one.read_bytes()) for one in room.rglob("*.py")}
    )
