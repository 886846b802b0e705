"""Which store holds the state of a repository, and what every commit of it carries."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from bot.adapters.ed25519 import Ed25519Signer
from bot.adapters.folder_store import FolderStore
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.shelf import NOBODY, Shelf
from bot.adapters.lake.stage import LakeStage
from bot.adapters.lake.store import LakeStore
from bot.adapters.patience import Patience
from bot.adapters.private_clone import Signature
from bot.adapters.remote import Remote, address_of, find_remote
from bot.adapters.stage import Staging
from bot.policy.governor import State
from bot.policy.storage import Storage
from bot.ports.store import Stamp, Store
from bot.settings.environment import Settings
from bot.state.audit import head
from bot.words.canonical import digest_bytes

REMOTE = "origin"
OWNER = 8
KEY_SOURCE = "GOVERNOR_AUDIT_KEY"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A repository, and the folder in it that is this machine's own."""

    repo: Path
    private: Path


@dataclass(frozen=True, slots=True)
class Rivals:
    """Who else writes: nobody where one is `alone`; others may go `unseen` for so many seconds."""

    alone: bool = False
    unseen: float = 0.0


RIVALS = Rivals()


class Genesis(Mapping[str, bytes]):
    """What a state begins with; making it takes longer than most commands, and most need it not."""

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        from bot.state.schema import genesis_files  # noqa: PLC0415 - knows every file of the state

        return genesis_files()

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


IN_STATE = Storage()


def local_store(place: Place, environ: Mapping[str, str] = NOTHING) -> Store:
    """Keep all that is new in the folder itself: a trial run must not write to a shared bucket."""
    shelf = shelf_of(place, environ)
    staging = staging_of(shelf, IN_STATE)
    return LakeStore(FolderStore(place.repo, place.private / "folder", staging), shelf)


def branch_store(
    place: Place,
    policy: State,
    settings: Settings,
    environ: Mapping[str, str],
    *,
    storage: Storage = IN_STATE,
    rivals: Rivals = RIVALS,
    remote: Remote | None = None,
) -> Store:
    remote = remote or remote_of(place, environ, settings.token)
    shelf = shelf_of(place, environ, owner_of(remote, policy.branch))
    habits = habits_of(policy, settings, rivals)
    habits = replace(habits, staging=staging_of(shelf, storage))
    below = GitStore(remote, policy.branch, place.private / "branch", Genesis(), habits)
    return LakeStore(below, shelf)


def plain_local_store(place: Place) -> Store:
    return FolderStore(place.repo, place.private / "folder")


def plain_branch_store(place: Place, policy: State, settings: Settings, remote: Remote) -> Store:
    """Show files as they are stored, for whoever keeps house among them."""
    habits = habits_of(policy, settings)
    return GitStore(remote, policy.branch, place.private / "branch", Genesis(), habits)


def habits_of(policy: State, settings: Settings, rivals: Rivals = RIVALS) -> Habits:
    return Habits(
        Signature(policy.author_name, policy.author_email),
        _stamp(settings.audit_key),
        Patience(tries=policy.push_tries, seconds=policy.push_seconds, alone=rivals.alone),
        fresh=rivals.unseen,
    )


def shelf_of(place: Place, environ: Mapping[str, str], owner: str = NOBODY) -> Shelf:
    """Where parts are read, whatever policy says of new ones: a partition may have older ones."""
    return Shelf(place.repo, environ, PartCache(place.private / "parts"), owner)


def owner_of(remote: Remote, branch: str) -> str:
    """Tell this state from any other whose parts lie in the same bucket, by whichever protocol."""
    return digest_bytes(f"{address_of(remote)} {branch}".encode())[:OWNER]


def staging_of(shelf: Shelf, storage: Storage) -> Staging:
    return partial(LakeStage, shelf=shelf, places=places_of(storage))


def places_of(storage: Storage) -> Mapping[str, str]:
    events = dict.fromkeys(("signals", "telemetry", "quarantine"), storage.events)
    return {**events, **dict.fromkeys(("settlements", "marks"), storage.ledger)}


def remote_of(place: Place, environ: Mapping[str, str], token: str) -> Remote:
    return find_remote(place.repo, environ, REMOTE, token)


def _stamp(private_key: str) -> Stamp:
    sign: Callable[[bytes], str] | None = None
    if private_key:
        sign = Ed25519Signer(private_key, KEY_SOURCE).sign
    return partial(head.trailers, sign=sign)
