"""What comes in over the wire and what goes out, and how replies, refusals and faults are told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bot.errors import CannotAct, Forbidden, NotMergeable
from tests.face.ask import Reply
from tests.face.plan import Fault

MOST_PER_PAGE = 100
DOCS = "https://docs.github.com/rest"


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class Told:
    status: int
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hang: bool = False

    def encoded(self) -> bytes:
        if self.text is not None:
            return self.text.encode()
        return b"" if self.body is None else json.dumps(self.body).encode()


def of_fault(fault: Fault) -> Told:
    body = error_body(fault.message, fault.errors)
    return Told(fault.status, body, headers=dict(fault.headers), cut=fault.cut, hang=fault.hang)


def error_body(message: str, errors: Any = ()) -> dict[str, Any]:
    said: dict[str, Any] = {"message": message, "documentation_url": DOCS}
    return said | ({"errors": list(errors)} if errors else {})


def of_error(refused: CannotAct) -> Told:
    if isinstance(refused, NotMergeable):
        names = ", ".join(f'"{name}"' for name in refused.missing_checks)
        said = f"Required status check {names} is expected." if names else "is not mergeable"
        return Told(405, {**error_body(said if names else f"Pull Request {said}")})
    if isinstance(refused, Forbidden):
        return Told(403, error_body("Resource not accessible by integration"))
    if refused.status == 422:
        error = {"resource": "Issue", "code": "custom", "message": refused.reason}
        return Told(422, error_body("Validation Failed", [error]))
    return Told(
        refused.status, error_body("Not Found" if refused.status == 404 else refused.reason)
    )


def of_reply(reply: Reply, asked: Asked, base: str) -> Told:
    if reply.items is None:
        return Told(reply.status, reply.body, reply.text)
    size = min(int(asked.query.get("per_page", "30")), MOST_PER_PAGE)
    page = int(asked.query.get("page", "1"))
    shown = list(reply.items[(page - 1) * size : page * size])
    body = {**reply.body, reply.field: shown} if reply.field else shown
    links = []
    if page * size < len(reply.items):
        query = urlencode({**asked.query, "page": page + 1})
        links = [f'<{base}?{query}>; rel="next"']
    return Told(reply.status, body, headers={"Link": ", ".join(links)} if links else {})
