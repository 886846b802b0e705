"""Problems: expected mistakes in input, as values that say where, what and why."""

from dataclasses import dataclass

from bot.words.canonical import Json
from bot.words.text import printable

SHOWN, LONGEST = 80, 4000


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    line: int | None
    field: str
    value: str
    reason: str

    def sentence(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        field = f" {self.field}" if self.field else ""
        value = f" (got {printable(self.value, SHOWN)})" if self.value else ""
        return printable(f"{where}:{field} {self.reason}{value}", LONGEST)

    def wire(self) -> dict[str, Json]:
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "value": self.value,
            "reason": self.reason,
        }
