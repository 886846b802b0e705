"""python -m bench site: the dashboard of a large fleet, built, built again, opened."""

import json
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench import turns
from bench.row import Measured, Row, Size, at_most, both
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
LIMIT_SECONDS, LIMIT_MB = 30.0, 10.0


def rows(size: Size) -> Iterator[Row]:
    agents, days = INPUTS[size]
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        root = Path(place)
        grow(root, [f"agent-{at:03}" for at in range(agents)], days)
        studio, vega = _studio(root)
        built, again = (turns.seconds(partial(site, studio)) for _ in range(2))
        files = [one for one in (root / "site").rglob("*") if one.is_file()]
        whole = sum(one.stat().st_size for one in files) / 1e6
        naive = Measured(
            "reads all of the state into dicts", (turns.seconds(partial(_read, root)),)
        )
        seen = () if size is Size.QUICK else tuple(browse(root / "site"))
    inputs = f"{agents} agents, {days} days, seed {SEED}"
    within = both(at_most("s", built, LIMIT_SECONDS), at_most("MB", whole, LIMIT_MB))
    detail = (f"whole site {whole:.1f} MB, of it Vega {vega / 1e6:.2f} MB", *seen)
    ours = Measured("governor site", (built,))
    yield Row("site", inputs, len(files), ours, naive, within, detail=detail)
    yield Row("site, again", inputs, len(files), Measured("unchanged", (again,)), naive)


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
