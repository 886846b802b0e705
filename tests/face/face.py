"""GitHub's manners around the handlers: who asks, faults to come, limits, tags, the description."""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.local_forge import LocalForge
from bot.errors import CannotAct
from tests.face import checks, contents, graph, issues, people, pulls, rules, setup
from tests.face.ask import Ask, Memory, Refusal, Route, find_route
from tests.face.description import Exchange, filled, mistakes, operation_of
from tests.face.plan import BEFORE, GRAPHQL, Plan, Seen
from tests.face.told import Asked, Told, error_body, of_error, of_fault, of_reply

HANDLERS = (checks, contents, graph, issues, people, pulls, rules, setup)
LIMIT = 5000
PACE = 1.0
TOO_FAST = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@dataclass(slots=True)
class Face:
    """`tokens` tell who asks; `mistakes` is where an exchange differed from the description.

    Its answers are dated `ahead` seconds after the time that it is.
    """

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
    ahead: float = 0.0
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

    def answer(self, asked: Asked) -> Told:
        with self._lock:
            return self._answer(asked)

    def _answer(self, asked: Asked) -> Told:
        found = find_route(asked.method, self._inside(asked.path))
        kind = f"{asked.method} {found[0].path if found else asked.path}"
        login = self._login(asked.headers.get("Authorization", ""))
        fault = self.plan.next(kind)
        early = fault is not None and fault.when == BEFORE
        told = of_fault(fault) if fault and early else self._right(asked, found, login)
        self._note(kind, asked, login, told)
        if fault:
            return of_fault(fault)
        if found:
            self._check(found[0], asked, told)
        return self._with_limits(asked, told)

    def _right(self, asked: Asked, found: tuple[Route, dict[str, str]] | None, login: str) -> Told:
        if self._is_too_fast(asked.method):
            return Told(403, error_body(TOO_FAST), headers={"Retry-After": "1"})
        if found is None:
            self.mistakes.append(f"nobody answers {asked.method} {asked.path}")
            return Told(404, error_body("Not Found"))
        return self._handled(asked, found, login)

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

    def _note(self, kind: str, asked: Asked, login: str, told: Told) -> None:
        path = self._inside(asked.path)
        self.seen.append(Seen(kind, path, asked.query, asked.body, login, told.status))

    def _handled(self, asked: Asked, found: tuple[Route, dict[str, str]], login: str) -> Told:
        route, path = found
        if not login:
            return Told(401, error_body("Bad credentials"))
        forge = self.acting(login)
        if "repo" in path and f"{path['owner']}/{path['repo']}" != self.repository:
            return Told(404, error_body("Not Found"))
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
            return of_reply(route.handler(ask), asked, self._base(asked))
        except Refusal as refused:
            return Told(refused.status, error_body(refused.message, refused.errors))
        except CannotAct as refused:
            return of_error(refused)

    def _base(self, asked: Asked) -> str:
        return f"{self.url.removesuffix(self.prefix)}{asked.path}"

    def _check(self, route: Route, asked: Asked, told: Told) -> None:
        if f"{route.method} {route.path}" == GRAPHQL or told.text is not None:
            return
        operation = operation_of(route.method, route.path)
        if operation and operation.answer and told.status < 300:
            told.body = filled(operation.answer, told.body)
        exchange = Exchange(
            route.method, route.path, asked.query, asked.body, told.status, told.body
        )
        self.mistakes += mistakes(exchange)

    def _with_limits(self, asked: Asked, told: Told) -> Told:
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
