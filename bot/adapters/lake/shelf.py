"""Parts in folders and object stores: written once, verified whenever they are read."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from bot.adapters.lake import parquet
from bot.adapters.lake.arrow import arrow
from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.columns import Form, stem_of
from bot.adapters.lake.manifest import Part
from bot.adapters.lake.objects import Objects, Stored
from bot.adapters.lake.places import is_folder, opened, opening
from bot.adapters.lake.trouble import Away, away, secret_mask
from bot.adapters.trouble import Trouble
from bot.errors import CorruptState
from bot.words.canonical import digest_bytes

AT_ONCE = 8
TELLING = 16
PROBE = "probe.parquet"
PATIENCE, PAUSE = 20.0, 0.25
NOBODY = "local"
HOSTED = ("RUNNER_ENVIRONMENT", "github-hosted")
FLEETING = Trouble(
    "it is a folder of this hosted runner, whose disk is gone after the job",
    "Name a bucket in `storage` in policies/governor.yml",
    again=False,
)

T = TypeVar("T")


class Shelf:
    """`environ` may hold credentials; `repo` is where a relative folder begins.

    `owner` stands in the name of each part, so that fleets that share a bucket know their own.
    A store that does not answer is asked again for `patience` seconds.
    """

    def __init__(
        self,
        repo: Path,
        environ: Mapping[str, str],
        cache: PartCache,
        owner: str = NOBODY,
        patience: float = PATIENCE,
    ) -> None:
        self._repo, self._environ, self._cache = repo, environ, cache
        self.owner, self._patience = owner, patience
        self._places: dict[str, Objects] = {}
        self._put: dict[tuple[str, str, str], Part] = {}

    def put(self, place: str, path: str, form: Form, lines: Iterable[bytes]) -> Part:
        """Write the lines of a partition as one part; it counts once a manifest names it.

        Asked again, as by a writer whose push lost a race, it gives what it has put already.
        """
        sink = BytesIO()
        rows = parquet.write(lines, form, sink)
        data = sink.getvalue()
        digest = digest_bytes(data)
        known = self._put.get((place, path, digest))
        if known is not None:
            return known
        name = _name(path, self.owner, digest)
        part = Part(place=place, name=name, sha256=digest, rows=rows, bytes=len(data))
        self._check_lasts(place)
        self._asked(place, lambda objects: objects.put(part.name, data))
        self._cache.add(digest, data)
        self._cache.prune()
        self._put[place, path, digest] = part
        return part

    def lines(self, part: Part, form: Form, path: str) -> Iterator[bytes]:
        """Yield the lines of a part; `path` is the manifest that names it."""
        return parquet.lines(self.data(part, path), form, f"{path} ({part.label})")

    def data(self, part: Part, path: str) -> bytes:
        data = self._cache.get(part.sha256)
        return self._fetch(part, path) if data is None else data

    def bring(self, wanted: Iterable[tuple[str, Part]]) -> None:
        """Fetch what this machine has not yet, several at a time."""
        by_digest = {part.sha256: (part, path) for path, part in wanted}
        missing = [one for digest, one in by_digest.items() if not self._cache.has(digest)]
        if not missing:
            return
        self._open({part.place for part, _ in missing})
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda one: self._fetch(*one), missing):
                pass
        self._cache.prune()

    def probe(self, place: str) -> None:
        """Read what is not there: Away where the place does not let this machine look."""
        self._asked(place, lambda objects: objects.get(PROBE))

    def stored(self, place: str) -> list[Stored]:
        """List every object of a place, named or not."""
        return self._asked(place, lambda objects: objects.listed())

    def looked_at(
        self, names: Sequence[tuple[str, str]], look: Callable[[bytes | None], T]
    ) -> list[T]:
        """Look at objects as they lie there, several at a time; None for what is gone."""
        self._open({place for place, _ in names})

        def one(place: str, name: str) -> T:
            return look(self._asked(place, lambda objects: objects.get(name)))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda pair: one(*pair), names))

    def drop(self, place: str, name: str) -> None:
        self._asked(place, lambda objects: objects.drop(name))

    def _fetch(self, part: Part, path: str) -> bytes:
        """Fetch and verify; what comes damaged may have been hurt on its way, so ask twice."""
        for _ in range(2):
            data = self._asked(part.place, lambda objects: objects.get(part.name))
            if data is None:
                raise CorruptState(path, f"its part {part.label} is gone")
            if digest_bytes(data) == part.sha256:
                self._cache.add(part.sha256, data)
                return data
        raise CorruptState(path, f"its part {part.label} is not what was written there")

    def _asked(self, place: str, ask: Callable[[Objects], T]) -> T:
        began, pause = time.monotonic(), PAUSE
        while True:
            try:
                return self._once(place, ask)
            except Away as failed:
                waited = time.monotonic() - began
                if not failed.trouble.again or waited + pause > self._patience:
                    raise
            time.sleep(pause)
            pause *= 2

    def _once(self, place: str, ask: Callable[[Objects], T]) -> T:
        broken = arrow().ArrowException
        try:
            return ask(self._place(place))
        except (OSError, broken) as error:
            raise away(place, error, secret_mask(self._environ)) from None

    def _check_lasts(self, place: str) -> None:
        name, hosted = HOSTED
        if self._environ.get(name) == hosted and is_folder(place):
            raise Away(place, FLEETING)

    def _open(self, places: Iterable[str]) -> None:
        """Make what threads are to share before they start."""
        for place in sorted(places):
            self._asked(place, lambda _: None)

    def _place(self, place: str) -> Objects:
        if place not in self._places:
            found = opening(place, self._repo, self._environ)
            self._places[place] = Objects(opened(found), found.root)
        return self._places[place]


def _name(path: str, owner: str, digest: str) -> str:
    """Name a part by partition and content, and like no other: an orphan is never named later."""
    folder = stem_of(path).removeprefix("state/")
    return f"{folder}/{owner}-{digest[:TELLING]}-{secrets.token_hex(4)}.parquet"
