"""Everything a command may ask the outside world for."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot import __version__
from bot.adapters import clock
from bot.adapters.ed25519 import Ed25519Signer, signature_check
from bot.adapters.fingerprints import fingerprints
from bot.adapters.git_anchors import fetched_past
from bot.adapters.policies import FOLDER, policy_texts
from bot.adapters.remote import Remote
from bot.adapters.sources import find_sources
from bot.adapters.spread import spread
from bot.adapters.terminal import Terminal
from bot.commands.acting.proof import lacking
from bot.errors import BadPolicy, BadUsage
from bot.policy.combine import override_problems, tighten
from bot.policy.governor import State
from bot.policy.load import load, read
from bot.policy.policy import Policy
from bot.policy.storage import Storage
from bot.ports.history import Past
from bot.ports.output import Output
from bot.ports.source import Source, Spread
from bot.ports.store import Store
from bot.settings.environment import Settings, from_environ
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.head import Anchor
from bot.wiring.stores import (
    IN_STATE,
    RIVALS,
    Place,
    branch_store,
    local_store,
    plain_branch_store,
    plain_local_store,
    remote_of,
)
from bot.words import instant
from bot.words.problem import Problem

if TYPE_CHECKING:
    from bot.commands.leasing import Sign
    from bot.ports.forge import Forge

PRIVATE = ".governor"
LEASE_KEY = "GOVERNOR_LEASE_KEY"
IGNORE = ".gitignore"
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Options:
    repo: str = "."
    now: str = ""
    local: bool = False
    as_json: bool = False


class Shell:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.now = _moment(options.now)
        self.repo = Path(options.repo).resolve()
        self.rivals = RIVALS

    @property
    def environ(self) -> Mapping[str, str]:
        return os.environ  # noqa: TID251 - the one reader of the environment

    @cached_property
    def settings(self) -> Settings:
        return from_environ(self.environ)

    @property
    def is_re_enacting(self) -> bool:
        """Tell whether somebody chose the time with --now."""
        return bool(self.options.now)

    def clock(self) -> datetime:
        """Draw the time anew, for what is received only after long work; a chosen one stays."""
        return self.now if self.is_re_enacting else clock.now()

    @cached_property
    def out(self) -> Output:
        return Terminal(self.settings, as_json=self.options.as_json, out=sys.stdout, err=sys.stderr)

    def policy_texts(self, folder: str = FOLDER) -> Mapping[str, bytes]:
        return policy_texts(self.repo, folder)

    @cached_property
    def policy(self) -> Policy:
        overrides = self.settings.overrides
        if override_problems(overrides):
            _, problems = load(self.policy_texts(), overrides)
            raise BadPolicy(problems)
        policy = tighten(self.written_policy, overrides)
        for notice in policy.notices:
            self.out.warn(notice)
        return policy

    @cached_property
    def written_policy(self) -> Policy:
        """The policies as people wrote them: what one environment tightens binds nobody else."""
        policy, problems = read(self.policy_texts())
        if policy is None:
            raise BadPolicy(problems)
        return policy

    @cached_property
    def fingerprints(self) -> tuple[Mapping[str, str], Sequence[Problem]]:
        """Every registered agent's, over the code as it stands here; "" where it is unknown."""
        return fingerprints(self.repo, self.policy)

    @cached_property
    def store(self) -> Store:
        if self.options.local:
            return self.store_on(State())
        # A senseless variable must not keep anybody from a kill.
        governor = self.written_policy.governor
        return self.store_on(governor.state, governor.storage)

    @property
    def plain_store(self) -> Store:
        """The state as its files are stored, for whoever reads these themselves."""
        if self.options.local:
            return plain_local_store(self.place)
        state = self.written_policy.governor.state
        return plain_branch_store(self.place, state, self.settings, self.remote)

    def store_on(self, state: State, storage: Storage = IN_STATE) -> Store:
        """Open the state where these policies keep it, be they those checked out here or not.

        It is read wherever it lies; without `storage`, what is new stays in the state.
        """
        if self.options.local:
            return local_store(self.place, self.environ)
        return branch_store(
            self.place,
            state,
            self.settings,
            self.environ,
            storage=storage,
            rivals=self.rivals,
            remote=self.remote,
        )

    @cached_property
    def remote(self) -> Remote:
        """Where the repository comes from; git is asked for it once."""
        return remote_of(self.place, self.environ, self.settings.token)

    @contextmanager
    def forge(self) -> "Iterator[Forge]":
        from bot.wiring.forge import github_forge, local_forge  # noqa: PLC0415 - few act on any

        if self.options.local:
            yield local_forge(self.place, lambda: self.now, self.policy_texts)
            return
        with github_forge(self.settings) as forge:
            yield forge

    @contextmanager
    def sources(self, paths: Sequence[str]) -> Iterator[Sequence[Source]]:
        """Find them; copies of what can be read only once go when the command is done."""
        place = self.private / "ingest"
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place) as workspace:
            yield find_sources(paths, sys.stdin.buffer, Path(workspace))

    @property
    def spread(self) -> Spread:
        return spread

    @property
    def sign(self) -> "Sign | None":
        """Look at the key only when it is used: a bad one must not keep anybody from a kill."""
        key = self.settings.lease_key
        return (lambda data: Ed25519Signer(key, LEASE_KEY).sign(data)) if key else None

    def lacking(self, forge: "Forge") -> str:
        """Say what is missing to prove that this run may act; the local forge is one's own."""
        if self.options.local:
            return ""
        return lacking(self.settings, forge.repository().default_branch)

    def anchors(self) -> Sequence[Anchor]:
        return self.past().anchors

    def anchors_of(self, state: State) -> Sequence[Anchor]:
        return self._past_of(state).anchors

    def past(self, *, archive: bool = False) -> Past:
        """Give what the commits of the state vouch for, those of the archive too on demand."""
        state = State() if self.options.local else self.written_policy.governor.state
        return self._past_of(state, archive=archive)

    def _past_of(self, state: State, *, archive: bool = False) -> Past:
        if self.options.local:
            return Past()
        return fetched_past(self.remote, state.branch, self.private, archive=archive)

    def signatures(self) -> SignatureCheck | None:
        key = self.written_policy.governor.audit.public_key
        return signature_check(key, "audit.public_key") if key else None

    @property
    def place(self) -> Place:
        return Place(self.repo, self.private)

    @cached_property
    def private(self) -> Path:
        """Where this machine keeps what is its own: clones, caches, unsent work; git skips it."""
        folder = self.repo / PRIVATE
        if not (folder / IGNORE).exists():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / IGNORE).write_text("*\n", encoding="utf-8")
        return folder

    @property
    def code_version(self) -> str:
        commit = self.settings.commit[:12]
        return f"{__version__}+{commit}" if commit else __version__


def _moment(text: str) -> datetime:
    if not text:
        return clock.now()
    try:
        moment = instant.parse(text)
    except ValueError as error:
        raise BadUsage(
            f"Cannot use --now {text!r}: {error}; write it like 2026-11-21T09:30:00Z."
        ) from None
    if not EARLIEST <= moment < LATEST:
        raise BadUsage(f"Cannot use --now {text!r}: it must lie in the years 2000 to 2099.")
    return moment
