"""Which store holds the state of a repository, and what every commit of it carries."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from bot.adapters.ed25519 import Ed25519Signer
from bot.adapters.folder_store import FolderStore
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.patience import Patience
from bot.adapters.private_clone import Signature
from bot.adapters.remote import Remote, find_remote
from bot.policy.governor import State
from bot.ports.store import Stamp, Store
from bot.settings.environment import Settings
from bot.state.audit import head
from bot.state.schema import genesis_files

REMOTE = "origin"
KEY_SOURCE = "GOVERNOR_AUDIT_KEY"


@dataclass(frozen=True, slots=True)
class Place:
    """A repository, and the folder in it that is this machine's own."""

    repo: Path
    private: Path


class Genesis(Mapping[str, bytes]):
    """What a state begins with; making it takes longer than most commands, and most need it not."""

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        return genesis_files()

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def local_store(place: Place) -> Store:
    return FolderStore(place.repo, place.private / "folder")


def branch_store(
    place: Place,
    policy: State,
    settings: Settings,
    environ: Mapping[str, str],
    *,
    alone: bool = False,
) -> Store:
    remote = remote_of(place, environ, settings.token)
    habits = Habits(
        Signature(policy.author_name, policy.author_email),
        _stamp(settings.audit_key),
        Patience(tries=policy.push_tries, seconds=policy.push_seconds, alone=alone),
    )
    return GitStore(remote, policy.branch, place.private / "branch", Genesis(), habits)


def remote_of(place: Place, environ: Mapping[str, str], token: str) -> Remote:
    return find_remote(place.repo, environ, REMOTE, token)


def _stamp(private_key: str) -> Stamp:
    sign: Callable[[bytes], str] | None = None
    if private_key:
        sign = Ed25519Signer(private_key, KEY_SOURCE).sign
    return partial(head.trailers, sign=sign)
