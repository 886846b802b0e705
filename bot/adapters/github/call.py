"""One call to GitHub, and its answer, before anybody judges either."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.errors import CannotReach

T = TypeVar("T")
GITHUB = "GitHub"
OK, REDIRECTED, REFUSED = 200, 300, 400
NOT_FOUND, NOT_ALLOWED, CONFLICT, UNPROCESSABLE = 404, 405, 409, 422
MEND = "Check GITHUB_API_URL and whether a proxy stands between."
NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')


@dataclass(frozen=True, slots=True)
class Call:
    """`act` is what it is for, in words. What is `repeatable` does nothing more when done twice."""

    act: str
    verb: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    accept: str = "application/vnd.github+json"
    repeatable: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def ok(self) -> bool:
        return OK <= self.status < REDIRECTED

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        try:
            return json.loads(self.text) if self.text else None
        except ValueError:
            raise CannotReach(GITHUB, "its answer is not JSON", MEND) from None

    def read(self, decode: Callable[[Any], T]) -> T:
        """Decode it; what does not look like GitHub's answer is from somebody else."""
        data = self.data
        try:
            return decode(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"its answer lacks what was asked for ({type(error).__name__}: {error})"
            raise CannotReach(GITHUB, reason, MEND) from None

    @property
    def next(self) -> str:
        match = NEXT.search(self.headers.get("link", ""))
        return match[1] if match else ""

    @property
    def refusal(self) -> dict[str, Any]:
        """What it says of why not, whatever shape that has."""
        try:
            said = json.loads(self.text)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    @property
    def message(self) -> str:
        return str(self.refusal.get("message") or "")
