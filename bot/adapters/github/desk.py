"""What every part of the GitHub forge stands on: the wire, the repository, who acts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from bot.adapters.github.access import Access
from bot.adapters.github.call import NOT_FOUND, Call, T
from bot.adapters.github.decode import BOT
from bot.adapters.github.sightings import Sightings
from bot.adapters.github.wire import Wire
from bot.errors import Invalid
from bot.ports.forge.people import Identity

WHO = "query { viewer { login } }"


@dataclass(frozen=True, slots=True)
class Here:
    """The repository, with the name that GraphQL has for it."""

    node_id: str
    full_name: str
    default_branch: str


class Desk:
    def __init__(self, wire: Wire, access: Access) -> None:
        self._wire, self._access = wire, access
        self._sightings = Sightings()

    def close(self) -> None:
        self._wire.close()

    def _at(self, *parts: object) -> str:
        """Give the path of something in the repository; a slash in a part stays one."""
        inside = "/".join(quote(str(part), safe="/") for part in parts)
        if climbs(inside):
            raise Invalid("ask GitHub", f"{inside!r} leads out of the repository")
        return f"/repos/{self._access.repository}/{inside}".rstrip("/")

    @cached_property
    def _me(self) -> Identity:
        """Ask in GraphQL: REST does not tell an app's token who it is."""
        call = Call("ask who acts", "POST", WHO, repeatable=True)
        login = self._wire.graph(call, {}, lambda data: str(data["viewer"]["login"]))
        return Identity(login, login.endswith(BOT))

    @cached_property
    def _here(self) -> Here:
        act = f"read the repository {self._access.repository}"
        return self._wire.get(act, self._at()).read(_here)

    @property
    def _names(self) -> dict[str, str]:
        return {"owner": self._access.owner, "name": self._access.name}

    def _graph_list(
        self, call: Call, field: str, decode: Callable[[Any], T], **variables: object
    ) -> list[T]:
        """Follow the pages of one connection of the repository."""

        def page(data: Any) -> tuple[list[T], str | None]:  # noqa: ANN401 - JSON
            found = data["repository"][field]
            after = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
            return [decode(one) for one in found["nodes"]], after

        whole: list[T] = []
        after: str | None = None
        while True:
            given = {**self._names, **variables, "after": after}
            some, after = self._wire.graph(call, given, page)
            whole += some
            if after is None:
                return whole

    def _head(self, branch: str) -> str | None:
        """Tell where a branch stands, and wait a little where that is what we just replaced."""
        return self._wire.until(
            lambda: self._shown_head(branch),
            lambda shown: not self._sightings.is_late(branch, shown),
        )

    def _shown_head(self, branch: str) -> str | None:
        path = self._at("git/ref/heads", branch)
        call = Call(f"read the branch {branch}", "GET", path, repeatable=True)
        answer = self._wire.ask(call, NOT_FOUND)
        return answer.read(_sha) if answer.ok else None


def climbs(path: str) -> bool:
    """Tell whether a client on the way would shorten it to the path of something else."""
    return any(part in (".", "..") for part in path.split("/"))


def _sha(data: Any) -> str:  # noqa: ANN401 - JSON
    return str(data["object"]["sha"])


def _here(data: Any) -> Here:  # noqa: ANN401 - JSON
    return Here(data["node_id"], data["full_name"], data["default_branch"])
