"""A small threaded server on loopback: GitHub's manners around the handlers of this folder."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.adapters.local_forge import LocalForge
from bot.errors import CannotAct, Forbidden, NotMergeable
from tests.face import checks, contents, graph, issues, people, pulls
from tests.face.ask import Ask, Memory, Refusal, Reply, Route, find_route
from tests.face.description import Exchange, filled, mistakes, operation_of
from tests.face.plan import AFTER, BEFORE, GRAPHQL, Fault, Plan, Seen

HANDLERS = (checks, contents, graph, issues, people, pulls)
LIMIT = 5000
PACE = 1.0
TOO_FAST = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
MOST_PER_PAGE = 100
DOCS = "https://docs.github.com/rest"


@dataclass(slots=True)
class Face:
    """`tokens` tell who asks; `mistakes` is where an exchange differed from the description."""

    acting: Callable[[str], LocalForge]
    clock: Callable[[], datetime]
    tokens: Mapping[str, str]
    repository: str
    prefix: str = ""
    url: str = ""
    plan: Plan = field(default_factory=Plan)
    memory: Memory = field(default_factory=Memory)
    seen: list[Seen] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    used: int = 0
    strict: bool = False
    last_write: float = -PACE
    stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def calls(self) -> int:
        return len(self.seen)

    @property
    def writes(self) -> list[Seen]:
        return [one for one in self.seen if one.writes]

    def kinds(self) -> list[str]:
        return [one.kind for one in self.seen]

    def answer(self, asked: "Asked") -> "Told":
        with self._lock:
            return self._answer(asked)

    def _answer(self, asked: "Asked") -> "Told":
        found = find_route(asked.method, self._inside(asked.path))
        kind = f"{asked.method} {found[0].path}" if found else f"{asked.method} {asked.path}"
        login = self._login(asked.headers.get("Authorization", ""))
        fault = self.plan.next(kind)
        if fault and fault.when == BEFORE:
            told = _of_fault(fault)
        elif self._is_too_fast(asked.method):
            told = Told(403, _error(TOO_FAST), headers={"Retry-After": "1"})
        elif found is None:
            told = Told(404, _error("Not Found"))
            self.mistakes.append(f"nobody answers {kind}")
        else:
            told = self._handled(asked, found, login)
        if fault and fault.when == AFTER:
            self._note(kind, asked, login, told)
            return _of_fault(fault)
        self._note(kind, asked, login, told)
        if found and not fault:
            self._check(found[0], asked, told)
        return self._with_limits(asked, told)

    def _inside(self, path: str) -> str:
        """Take the prefix of an Enterprise server off; GraphQL is beside `v3` there."""
        return path.removeprefix(self.prefix).removeprefix(self.prefix.removesuffix("/v3"))

    def _is_too_fast(self, method: str) -> bool:
        """Hold writes to a second apart, where the test is about that."""
        if method == "GET" or not self.strict:
            return False
        now, last = time.monotonic(), self.last_write
        self.last_write = now
        return now - last < PACE

    def _login(self, authorization: str) -> str:
        scheme, _, secret = authorization.partition(" ")
        if scheme == "Bearer":
            return self.tokens.get(people.app_of(secret), "")
        return self.tokens.get(secret, "")

    def _note(self, kind: str, asked: "Asked", login: str, told: "Told") -> None:
        path = self._inside(asked.path)
        self.seen.append(Seen(kind, path, asked.query, asked.body, login, told.status))

    def _handled(self, asked: "Asked", found: tuple[Route, dict[str, str]], login: str) -> "Told":
        route, path = found
        if not login:
            return Told(401, _error("Bad credentials"))
        forge = self.acting(login)
        if "repo" in path and f"{path['owner']}/{path['repo']}" != self.repository:
            return Told(404, _error("Not Found"))
        ask = Ask(
            forge,
            login,
            self.clock(),
            self.memory,
            self.url,
            path,
            asked.query,
            asked.headers,
            asked.body,
        )
        try:
            return _told(route.handler(ask), asked, self._base(asked))
        except Refusal as refused:
            return Told(refused.status, _error(refused.message, refused.errors))
        except CannotAct as refused:
            return _of_error(refused)

    def _base(self, asked: "Asked") -> str:
        return f"{self.url.removesuffix(self.prefix)}{asked.path}"

    def _check(self, route: Route, asked: "Asked", told: "Told") -> None:
        if f"{route.method} {route.path}" == GRAPHQL or told.text is not None:
            return
        operation = operation_of(route.method, route.path)
        if operation and operation.answer and told.status < 300:
            told.body = filled(operation.answer, told.body)
        exchange = Exchange(
            route.method, route.path, asked.query, asked.body, told.status, told.body
        )
        self.mistakes += mistakes(exchange)

    def _with_limits(self, asked: "Asked", told: "Told") -> "Told":
        tag = f'W/"{hashlib.sha256(told.encoded()).hexdigest()}"'
        if asked.method == "GET" and told.status == 200:
            if asked.headers.get("If-None-Match") == tag:
                told = Told(304)
            told.headers["ETag"] = tag
        self.used += told.status != 304
        told.headers.setdefault("X-RateLimit-Limit", str(LIMIT))
        told.headers.setdefault("X-RateLimit-Remaining", str(LIMIT - self.used))
        told.headers.setdefault("X-RateLimit-Reset", str(int(self.clock().timestamp()) + 3600))
        return told


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


def _of_fault(fault: Fault) -> Told:
    body = _error(fault.message, fault.errors)
    return Told(fault.status, body, headers=dict(fault.headers), cut=fault.cut, hang=fault.hang)


def _error(message: str, errors: Any = ()) -> dict[str, Any]:
    said: dict[str, Any] = {"message": message, "documentation_url": DOCS}
    return said | ({"errors": list(errors)} if errors else {})


def _of_error(refused: CannotAct) -> Told:
    if isinstance(refused, NotMergeable):
        names = ", ".join(f'"{name}"' for name in refused.missing_checks)
        said = f"Required status check {names} is expected." if names else "is not mergeable"
        return Told(405, {**_error(said if names else f"Pull Request {said}")})
    if isinstance(refused, Forbidden):
        return Told(403, _error("Resource not accessible by integration"))
    if refused.status == 422:
        error = {"resource": "Issue", "code": "custom", "message": refused.reason}
        return Told(422, _error("Validation Failed", [error]))
    return Told(refused.status, _error("Not Found" if refused.status == 404 else refused.reason))


def _told(reply: Reply, asked: Asked, base: str) -> Told:
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


@contextmanager
def serve(face: Face) -> Iterator[Face]:
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"face": face}))
    face.url = f"http://127.0.0.1:{server.server_address[1]}{face.prefix}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield face
    finally:
        face.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True
    wbufsize = -1
    face: ClassVar[Face]

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        data = json.loads(body) if body else None
        asked = Asked(self.command, parts.path, query, dict(self.headers), data)
        try:
            told = self.face.answer(asked)
        except Exception as error:  # noqa: BLE001 - a mistake of the face is one of the test
            self.face.mistakes.append(f"{self.command} {self.path}: {error!r}")
            told = Told(500, _error("Server Error"))
        self._send(told)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library looks for them

    def _send(self, told: Told) -> None:
        if told.hang:
            self.face.stopping.wait(20)
        if told.cut or told.hang:
            self.close_connection = True
            return
        data = told.encoded()
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if told.status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if told.status not in (204, 304):
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing: tests read `seen`."""
