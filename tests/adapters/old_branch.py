"""State branches with commits of long ago, for what looks at their age."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.adapters.ed25519 import Ed25519Signer
from bot.adapters.git_history import GitHistory, Signing
from bot.adapters.git_store import GitStore
from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.housekeeping import LakeHouse
from bot.adapters.lake.shelf import Shelf
from bot.adapters.private_clone import Signature
from bot.adapters.remote import find_remote
from bot.commands.compact import Yard
from bot.commands.human import Desk
from bot.policy.policy import Policy
from bot.policy.storage import Storage
from bot.ports.store import Message
from bot.state.audit.head import trailers
from bot.state.audit.note import PolicySource, Witness
from bot.state.tree import Append
from bot.words.instant import DAY, render
from tests.adapters.operations import writes
from tests.adapters.state_git import BRANCH, HASTY, SEALED, open_store
from tests.fakes.output import HeardOutput
from tests.state.audit.writing import FIRST_POLICY, append, note

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINES = "state/lines.jsonl"


@dataclass(frozen=True, slots=True)
class Dated(Signature):
    """Whose commits bear a date that somebody chose."""

    at: str = ""

    def environment(self) -> Mapping[str, str]:
        dates = {"GIT_AUTHOR_DATE": self.at, "GIT_COMMITTER_DATE": self.at}
        return {**Signature.environment(self), **dates}


def dated_store(repo: Path, at: datetime = NOW, key: str = "") -> GitStore:
    sign = Ed25519Signer(key, "the key").sign if key else None
    stamp = partial(trailers, sign=sign)
    return open_store(repo, habits=replace(HASTY, signature=Dated(at=render(at)), stamp=stamp))


def write_days(repo: Path, days: int, key: str = "") -> None:
    """Commit once a day, the last of them now; each has its line and its entry of the record."""
    for back in range(days - 1, -1, -1):
        at = NOW - back * DAY
        line = Append(LINES, f"{back}\n".encode())
        store = dated_store(repo, at, key)
        store.commit([append(at, note(f"day-{back}")), writes(line)], Message(f"Day {back}"))


def history_of(repo: Path, at: datetime = NOW, key: str = "") -> GitHistory:
    remote = find_remote(repo, SEALED, "origin")
    sign = Ed25519Signer(key, "the key").sign if key else None
    signing = Signing(Dated(at=render(at)), partial(trailers, sign=sign))
    return GitHistory(remote, BRANCH, repo / ".governor", signing)


def yard_of(repo: Path, at: datetime = NOW, keep_days: int = 3, key: str = "") -> Yard:
    witness = Witness(at, "rosa", PolicySource(FIRST_POLICY), "test")
    store = dated_store(repo, at, key)
    desk = Desk(store, HeardOutput(), Policy(), witness)
    house = LakeHouse(shelf_of(repo), ())
    storage = Storage(keep_days=keep_days, parquet_days=45)
    return Yard(desk, storage, house, history_of(repo, at, key))


def shelf_of(repo: Path) -> Shelf:
    return Shelf(repo, {}, PartCache(repo / ".governor" / "parts"), "mine")


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)
