"""Lines that are on disk before the next step begins; a torn one at the end never was."""

from collections.abc import Iterator
from pathlib import Path

from bot.sdk import append
from bot.sdk.strict_fields import Unfit, encode, parse


class Journal:
    """Each reading goes on where the last one ended. Whoever reads or writes holds a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0

    def write(self, fields: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        append.append(str(self.path), encode(fields) + b"\n")
        append.sync(str(self.path))

    def news(self) -> Iterator[dict[str, object]]:
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
