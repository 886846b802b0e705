"""What only a local forge has: it is founded, people are let in, and anyone can be played."""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.adapters.files import move, write_whole
from bot.adapters.git import Git
from bot.adapters.local_forge.book import Book, Person, encode
from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.protection import HOOK
from bot.adapters.local_forge.session import Place, signature
from bot.adapters.local_forge.writing import commit_tree, tree_with
from bot.errors import Invalid, NotFound
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission, Repository

OWNER = Person(Permission.ADMIN)
AS_A_FORGE_SERVES = {
    "receive.hideRefs": "refs/pull",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
}


class LocalKeys(Desk):
    @classmethod
    def found(
        cls,
        folder: Path,
        clock: Callable[[], datetime],
        repository: Repository,
        files: Mapping[str, bytes],
    ) -> Self:
        """Make a forge with one commit on its default branch; its owner is the first actor."""
        owner = repository.full_name.partition("/")[0]
        place = Place(folder)
        if place.book.exists():
            raise Invalid("found a forge", f"{folder} has one")
        _make_repository(place, repository.default_branch)
        _first_commit(place, repository, clock(), files)
        write_whole(place.book, encode(Book(repository, people={owner: OWNER})))
        return cls(place, clock, owner)

    @classmethod
    def at(cls, folder: Path, clock: Callable[[], datetime], login: str) -> Self:
        return cls(Place(folder), clock, login)

    @property
    def remote(self) -> Path:
        """The bare repository, to clone, fetch and push by plain git."""
        return self._place.repository

    def acting_as(self, login: str) -> Self:
        return type(self)(self._place, self._clock, login)

    def admit(self, login: str, permission: Permission, *, is_bot: bool = False) -> None:
        with self._visit() as session:
            session.need(Permission.ADMIN, f"give {login} a permission")
            session.book.people[login] = Person(permission, is_bot)

    def fork(self, owner: str) -> Path:
        """Give the owner a repository of their own, made when first asked for."""
        with self._visit() as session:
            target = session.place.fork(owner)
            if session.git.attempt("check-ref-format", f"forks/{owner}").code or "/" in owner:
                raise NotFound("fork the repository", f"there is nobody named {owner!r}")
            if not target.is_dir():
                _clone(session.git, target)
            return target


def _clone(git: Git, target: Path) -> None:
    half = target.with_suffix(".new")
    shutil.rmtree(half, ignore_errors=True)
    half.parent.mkdir(exist_ok=True)
    git.run("clone", "-q", "--bare", ".", str(half))
    move(half, target)


def _make_repository(place: Place, branch: str) -> None:
    """Start afresh: without a book there is no forge, only what a crash left of one."""
    place.repository.mkdir(parents=True, exist_ok=True)
    git = Git(place.repository)
    git.run("init", "-q", "--bare", "--template=", f"--initial-branch={branch}")
    for key, value in AS_A_FORGE_SERVES.items():
        git.run("config", key, value)
    hook = place.repository / "hooks" / "update"
    write_whole(hook, HOOK)
    hook.chmod(0o755)


def _first_commit(
    place: Place, repository: Repository, now: datetime, files: Mapping[str, bytes]
) -> None:
    owner, branch = repository.full_name.partition("/")[0], repository.default_branch
    git = Git(place.repository, signature(owner, now))
    changes = [FileChange(path, content) for path, content in sorted(files.items())]
    first = commit_tree(git, tree_with(git, "", changes), [], "Found the repository")
    git.run("update-ref", f"refs/heads/{branch}", first)
