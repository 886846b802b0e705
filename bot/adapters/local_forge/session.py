"""One visit to the forge: locked, healed, up to date with Git, and saved at the end."""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zlib import crc32

from bot.adapters.files import write_whole
from bot.adapters.git import Git
from bot.adapters.local_forge.book import Book, Person, decode, encode
from bot.errors import CannotRead, Forbidden, NotFound
from bot.ports.forge.people import Permission
from bot.words.instant import floor_ms, to_ms

MAIL = "@users.forge.invalid"
STRANGER = Person(Permission.NONE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a forge lives on this disk."""

    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "forge.json"

    @property
    def lock(self) -> Path:
        return self.folder / "forge.lock"

    @property
    def repository(self) -> Path:
        return self.folder / "repository.git"

    def sweep(self) -> None:
        """Remove what a crash left half written; only who holds the lock may."""
        for folder in (self.folder, self.repository, self.repository / "hooks"):
            for half in folder.glob(".*.new"):
                half.unlink()

    def fork(self, owner: str) -> Path:
        return self.folder / "forks" / f"{owner}.git"


@dataclass(slots=True)
class Session:
    place: Place
    book: Book
    git: Git
    actor: str
    now: datetime
    saved: bytes

    def save(self) -> None:
        data = encode(self.book)
        if data != self.saved:
            write_whole(self.place.book, data)
            self.saved = data

    def person(self, login: str) -> Person:
        return self.book.people.get(login, STRANGER)

    def need(self, permission: Permission, act: str) -> None:
        held = self.person(self.actor).permission
        if not held.covers(permission):
            reason = f"{self.actor} has the permission {held} and this needs {permission}"
            raise Forbidden(act, reason, permission)

    def login_of(self, email: str) -> str:
        login = email.removesuffix(MAIL)
        return login if login != email and login in self.book.people else ""

    def need_commit(self, sha: str, act: str) -> str:
        if self.git.attempt("cat-file", "-e", f"{sha}^{{commit}}").code:
            raise NotFound(act, f"there is no commit {sha}")
        return sha


@contextmanager
def visit(place: Place, actor: str, clock: Callable[[], datetime]) -> Iterator[Session]:
    """Hold the forge alone; git processes hold it too, so one that outlives us is waited for."""
    if not place.book.exists():
        raise CannotRead(str(place.folder), "there is no local forge in it")
    with place.lock.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place.sweep()
        data = place.book.read_bytes()
        now = floor_ms(clock())
        git = Git(place.repository, signature(actor, now), held=(lock.fileno(),))
        yield Session(place, decode(data, str(place.book)), git, actor, now, data)


def signature(login: str, now: datetime) -> Mapping[str, str]:
    who = {"NAME": login, "EMAIL": login + MAIL, "DATE": f"@{to_ms(now) // 1000} +0000"}
    return {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()
    }


def app_number(login: str) -> int:
    """Give every login a number, as a forge gives its apps."""
    return crc32(login.encode())
