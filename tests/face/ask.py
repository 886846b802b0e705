"""One request at the face, its reply, and the table of who answers what."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.adapters.local_forge.session import signature
from bot.ports.forge.people import Permission

GREEDY = ("ref", "path", "basehead", "branch", "name")


@dataclass(slots=True)
class Memory:
    """What GitHub shows late, and how the repository is set up beside the local forge.

    `rules` hold on every branch, `protection` are checks of the older kind, `disabled` workflows
    have their state, `environments` whether somebody reviews,
    and `lacking` names what the token may not write, or not ask for.
    """

    bases: dict[tuple[int, str], str] = field(default_factory=dict)
    judged: set[tuple[int, str, str]] = field(default_factory=set)
    rules: list[Any] = field(default_factory=list)
    protection: list[Any] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    disabled: dict[str, str] = field(default_factory=dict)
    opens_pulls: bool = False
    environments: dict[str, bool] = field(default_factory=dict)
    plan_reviews: bool = True
    lacking: set[str] = field(default_factory=set)
    longest_tree: int = 100_000
    stale_refs: dict[str, list[str]] = field(default_factory=dict)

    def base_of(self, number: int, head: str, base: str) -> str:
        return self.bases.setdefault((number, head), base)

    def knows(self, number: int, head: str, base: str) -> bool:
        """Tell whether it was asked for before: the first time GitHub only starts working."""
        known = (number, head, base) in self.judged
        self.judged.add((number, head, base))
        return known


@dataclass(frozen=True, slots=True)
class Ask:
    forge: LocalForge
    login: str
    now: datetime
    memory: Memory
    base: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def number(self) -> int:
        key = next(key for key in self.path if key.endswith(("_number", "_id")))
        return int(self.path[key])

    @property
    def git(self) -> Git:
        return Git(self.forge.remote, signature(self.login, self.now))

    @property
    def full_name(self) -> str:
        return f"{self.path['owner']}/{self.path['repo']}"

    def url(self, *parts: object) -> str:
        return "/".join([self.base, "repos", self.full_name, *map(str, parts)])

    def may(self, needed: Permission) -> bool:
        return self.forge.permission_of(self.login).covers(needed)


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and what is said; `items` are cut into pages and put into `field` of the body."""

    status: int
    body: Any = None
    text: str | None = None
    items: Sequence[Any] | None = None
    field: str = ""


class Refusal(Exception):
    def __init__(self, status: int, message: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.errors = status, message, errors


Handler = Callable[[Ask], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    handler: Handler
    pattern: re.Pattern[str]


ROUTES: list[Route] = []


def answers(method: str, path: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, path, handler, _pattern(path)))
        ROUTES.sort(key=lambda route: -_literals(route.path))
        return handler

    return register


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for route in ROUTES:
        match = route.pattern.fullmatch(path) if route.method == method else None
        if match:
            return route, {key: unquote(value) for key, value in match.groupdict().items()}
    return None


def _pattern(path: str) -> re.Pattern[str]:
    def part(match: re.Match[str]) -> str:
        name = match[1]
        return f"(?P<{name}>{'.+' if name in GREEDY else '[^/]+'})"

    return re.compile(re.sub(r"{(\w+)}", part, path))


def _literals(path: str) -> int:
    return sum(not part.startswith("{") for part in path.split("/"))


def paged(items: Sequence[Any], field_name: str = "", **wrapper: Any) -> Reply:
    return Reply(200, wrapper, items=items, field=field_name)


@contextmanager
def saying(status: int, message: str, *kinds: type[Exception]) -> Iterator[None]:
    """Refuse in GitHub's words where the local forge refuses so."""
    try:
        yield
    except kinds as refused:
        raise Refusal(status, message) from refused


def need_right(ask: Ask, right: str, least: Permission = Permission.WRITE) -> None:
    if right in ask.memory.lacking or not ask.may(least):
        raise Refusal(403, "Resource not accessible by integration")


def need_commit(ask: Ask, sha: str) -> None:
    if ask.git.attempt("cat-file", "-e", f"{sha}^{{commit}}").code:
        raise Refusal(422, f"No commit found for SHA: {sha}")
