"""What goes wrong on purpose, and the record of what was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Moment = str
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer instead of the right one, or after the right thing was done (`when` is after).

    `kind` is a call as its method and template. A `cut` connection gives no answer at all.
    """

    kind: str
    status: int = 502
    message: str = "Server Error"
    headers: Mapping[str, str] = field(default_factory=dict)
    when: Moment = BEFORE
    cut: bool = False
    hang: bool = False
    nth: int = 1
    times: int = 1
    errors: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    kind: str
    path: str
    query: Mapping[str, str]
    body: Any
    login: str
    status: int

    @property
    def writes(self) -> bool:
        """Tell whether it changed something; of GraphQL only mutations do."""
        method = self.kind.partition(" ")[0]
        reads = method == "GET" or (self.kind == GRAPHQL and "mutation" not in self.body["query"])
        return not reads and self.status < 300


GRAPHQL = "POST /graphql"
Select = Callable[[Seen], bool]


class Plan:
    """The faults to come; each counts the calls of its kind from when it was laid."""

    def __init__(self) -> None:
        self._laid: list[list[Any]] = []

    def lay(self, *faults: Fault) -> None:
        self._laid += [[fault, 0] for fault in faults]

    def clear(self) -> None:
        self._laid.clear()

    def next(self, kind: str) -> Fault | None:
        met: Fault | None = None
        for entry in self._laid:
            fault: Fault = entry[0]
            if fault.kind in (kind, ""):
                entry[1] += 1
                hit = fault.nth <= entry[1] < fault.nth + fault.times
                met = met or (fault if hit else None)
        return met
