"""python -m bench site: the dashboard of a large fleet, built, built again, opened."""

import json
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from bench import turns
from bench.row import Limit, Measured, Row, Size, at_most, both
from bench.site.browse import browse
from bench.site.past import SEED, grow
from bot.adapters.folder_store import FolderStore
from bot.adapters.page_folder import PageFolder
from bot.adapters.page_parts import page_parts
from bot.commands.site import Studio, site
from bot.commands.site_material import Law
from bot.effects.site.files import VEGA
from bot.effects.site.material import Home
from bot.policy.policy import Policy
from tests.fakes.output import HeardOutput

INPUTS = {Size.QUICK: (5, 3), Size.USUAL: (500, 365), Size.LARGE: (500, 365)}
BUILT, AGAIN, PAINTED, BUSY = 20.0, 3.0, 1.0, 0.1
PAGE_MB, WHOLE_MB = 1.5, 20.0


def rows(size: Size) -> Iterator[Row]:
    agents, days = INPUTS[size]
    inputs = f"{agents} agents, {days} days, seed {SEED}"
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        root = Path(place)
        grow(root, [f"agent-{at:03}" for at in range(agents)], days)
        yield from _built(root, inputs)
        yield from () if size is Size.QUICK else _seen(root / "site", inputs, agents)


def _built(root: Path, inputs: str) -> Iterator[Row]:
    studio, vega = _studio(root)
    built = turns.seconds(partial(site, studio))
    first = _files(root / "site")
    again = turns.seconds(partial(site, studio))
    same = _files(root / "site") == first
    naive = Measured("reads all of the state into dicts", (turns.seconds(partial(_read, root)),))
    whole, page = (sum(map(len, found)) / 1e6 for found in (first.values(), _pages(first)))
    sizes = both(at_most("page MB", page, PAGE_MB), at_most("site MB", whole, WHOLE_MB))
    detail = (f"whole site {whole:.1f} MB, of it Vega {vega / 1e6:.2f} MB",)
    limit = both(at_most("s", built, BUILT), sizes)
    yield Row("site", inputs, len(first), Measured("built", (built,)), naive, limit, detail=detail)
    limit = both(at_most("s", again, AGAIN), Limit("the same bytes", same))
    yield Row("site, again", inputs, len(first), Measured("unchanged", (again,)), naive, limit)


def _files(folder: Path) -> dict[Path, bytes]:
    return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def _pages(found: dict[Path, bytes]) -> Iterator[bytes]:
    """Give the largest page."""
    yield max((data for path, data in found.items() if path.suffix == ".html"), key=len)


def _seen(folder: Path, inputs: str, agents: int) -> Iterator[Row]:
    seen = browse(folder)
    if seen is None:
        return
    for path, painted in seen.painted.items():
        limit = at_most("s", painted, PAINTED)
        yield Row(f"site, {path} painted", inputs, 1, Measured("", (painted,)), limit=limit)
    for name, acts in (("sorted", seen.sorted), ("filtered", seen.filtered)):
        busy = tuple(one.busy for one in acts)
        waited = max(one.waited for one in acts)
        limit = at_most("s of the page's thread", median(busy), BUSY)
        detail = (f"on the screen after at most {waited * 1000:.0f} ms",)
        yield Row(f"site, {name}", inputs, agents, Measured("", busy), limit=limit, detail=detail)


def _studio(root: Path) -> tuple[Studio, int]:
    parts = page_parts(root / "cache")
    studio = Studio(
        FolderStore(root, root / "private"),
        HeardOutput(),
        Law(Policy()),
        (),
        None,
        Home(),
        parts,
        PageFolder(root / "site"),
    )
    return studio, len(parts.assets[VEGA])


def _read(root: Path) -> None:
    for path in (root / "state").rglob("*.json*"):
        text = path.read_text()
        for one in text.splitlines() if path.suffix == ".jsonl" else [text]:
            json.loads(one)
