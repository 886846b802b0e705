"""Which files hold a ledger or events, in a folder or an object store."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot.adapters.lake.arrow import arrow
from bot.adapters.lake.columns import LINES, PARQUET
from bot.errors import CannotRead

REMOTE: Final = "://"
LOCAL: Final = "file://"
APART: Final = "marks"  # they lie under the ledger, and are no settlements


def partitions(place: str, part: str = "") -> Sequence[str]:
    """Name the files of a folder or URL, or of a part of it, in order."""
    place = place.removeprefix(LOCAL)
    found = sorted(_remote(place, part) if REMOTE in place else _local(place, part))
    if not found:
        raise CannotRead(f"{place}/{part}".rstrip("/"), f"it holds no {LINES} and no {PARQUET}")
    return found


def _local(place: str, part: str) -> Iterator[str]:
    folder = Path(place) / part
    if not folder.is_dir():
        raise CannotRead(str(folder), "there is no such folder")
    for path in folder.rglob("*"):
        if counts(path.relative_to(folder).as_posix()):
            yield str(path.resolve())


def _remote(place: str, part: str) -> Iterator[str]:
    scheme, _, rest = place.partition(REMOTE)
    root = f"{rest.rstrip('/')}/{part}".rstrip("/")
    for path in _listed(place, root):
        if counts(path.removeprefix(root).lstrip("/")):
            yield f"{scheme}{REMOTE}{path}"


def _listed(place: str, root: str) -> Iterable[str]:
    fs = _fs()
    try:
        system, _ = fs.FileSystem.from_uri(place)
        found = system.get_file_info(fs.FileSelector(root, recursive=True))
    except (OSError, arrow().ArrowException) as error:
        raise CannotRead(place, str(error).strip().rstrip(".")) from None
    return [info.path for info in found if info.is_file]


def counts(name: str) -> bool:
    steps = name.split("/")
    apart = any(step == APART or step.startswith((".", "_")) for step in steps)
    return name.endswith((LINES, PARQUET)) and not apart


def _fs() -> Any:  # noqa: ANN401 - the package has no types
    arrow()
    import pyarrow.fs  # noqa: PLC0415 - heavy, and only a URL needs it

    return pyarrow.fs
