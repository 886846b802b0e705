"""Lines that are on disk before the next step begins; a torn one at the end never was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from bot.sdk import append
from bot.sdk.home import write_whole
from bot.sdk.strict_fields import Unfit, encode, parse

Fields: TypeAlias = dict[str, object]
DAY = len("2026-11-21")
FILES = "????-??-??.jsonl"


def write_line(path: Path, fields: Fields) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    append.append(str(path), encode(fields) + b"\n")
    append.sync(str(path))


class Journal:
    """Each reading goes on where the last one ended. Whoever reads or writes holds a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0

    def news(self) -> Iterator[Fields]:
        for line in self._unread():
            try:
                fields = parse(line)
            except Unfit as error:
                if line.endswith(b"\n"):
                    raise Unfit(f"{self.path} is damaged: {error}") from None
                # The next writer clears it away; one that only lacks its end is taken as whole.
                return
            self._offset += len(line)
            yield fields

    def _unread(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return
        if data.startswith(b"\n"):
            self._offset += 1
        yield from data.removeprefix(b"\n").splitlines(keepends=True)


class DayJournal:
    """A file a day, which begins with what is carried over: the last two are all that is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day = ""
        self._journal = Journal(folder / "none.jsonl")

    def news(self) -> Iterator[Fields]:
        for day in sorted(path.stem for path in self._folder.glob(FILES))[-2:]:
            if day > self._day:
                self._day, self._journal = day, Journal(self._folder / f"{day}.jsonl")
            if day == self._day:
                yield from self._journal.news()

    def write(self, at: str, fields: Fields, carried: Callable[[], Fields]) -> None:
        """Write on; a clock that goes back writes on in the newest file all the same."""
        day = max(at[:DAY], self._day)
        path = self._folder / f"{day}.jsonl"
        if day > self._day:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, encode(carried()) + b"\n")
        write_line(path, fields)
