"""Which forge a command acts on: GitHub by what the environment says, or one on this disk."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.github.access import PUBLIC, Access, App, Token, is_loopback
from bot.errors import BadUsage
from bot.ports.forge import Forge
from bot.ports.forge.people import Permission, Repository
from bot.settings.environment import Settings
from bot.wiring.stores import REMOTE, Place

BOT = "governor[bot]"
FULL_NAME = re.compile(r"[\w.-]+/[\w.-]+")
OR_LOCAL = "or use --local."


@contextmanager
def github_forge(settings: Settings) -> Iterator[Forge]:
    access = github_access(settings)
    from bot.adapters.github.forge import open_forge  # noqa: PLC0415 - loads PyGithub

    forge = open_forge(access)
    try:
        yield forge
    finally:
        forge.close()


def github_access(settings: Settings) -> Access:
    """Take what the environment says, or say what it lacks."""
    if not FULL_NAME.fullmatch(settings.repository):
        found = f"is {settings.repository!r}" if settings.repository else "is not set"
        raise BadUsage(
            f"Cannot tell which repository to act on: GITHUB_REPOSITORY {found}; "
            f"set it to OWNER/NAME, {OR_LOCAL}"
        )
    access = Access(settings.repository, _credentials(settings), settings.api_url or PUBLIC)
    # Nobody holds up a forge of one's own, as tests and trials of workflows have it.
    return replace(access, between_writes=0.0) if is_loopback(access.api_url) else access


def _credentials(settings: Settings) -> Token | App:
    """Prefer an app: what it opens starts workflows, and its check runs are its own."""
    if settings.app_id:
        return App(settings.app_id, _key(settings), _installation(settings.app_installation))
    if settings.token:
        return Token(settings.token)
    raise BadUsage(
        "Cannot act on GitHub: there is no token. Set GITHUB_TOKEN (in a workflow: "
        "`GITHUB_TOKEN: ${{ github.token }}` under env), or GOVERNOR_APP_ID and "
        f"GOVERNOR_APP_PRIVATE_KEY, {OR_LOCAL}"
    )


def _key(settings: Settings) -> str:
    if not settings.app_key:
        raise BadUsage(
            "Cannot act as the GitHub App: GOVERNOR_APP_ID is set and GOVERNOR_APP_PRIVATE_KEY is "
            "not; put the PEM file that GitHub gave you there."
        )
    return settings.app_key


def _installation(text: str) -> int:
    if text and not text.isdigit():
        raise BadUsage(
            f"Cannot use GOVERNOR_APP_INSTALLATION_ID {text!r}: it must be the number at the end "
            "of the installation's address; leave it out to let GitHub tell."
        )
    return int(text or 0)


def local_forge(
    place: Place, clock: Callable[[], datetime], files: Callable[[], Mapping[str, bytes]]
) -> Forge:
    """Open the forge that the repository was cloned from, or one of its own, made when missing."""
    from bot.adapters.local_forge import LocalForge  # noqa: PLC0415 - not for those on GitHub

    folder = forge_folder(place)
    if not (folder / "forge.json").exists():
        name = re.sub(r"[^\w.-]", "-", place.repo.name) or "fleet"
        LocalForge.found(folder, clock, Repository(f"local/{name}", "main"), files())
    forge = LocalForge.at(folder, clock, BOT)
    if forge.permission_of(BOT) is Permission.NONE:
        owner = forge.repository().full_name.partition("/")[0]
        forge.acting_as(owner).admit(BOT, Permission.WRITE, is_bot=True)
    return forge


def forge_folder(place: Place) -> Path:
    """Find the forge that the repository was cloned from, or say where one of its own stands."""
    return _cloned_from(place.repo) or place.private / "forge"


def _cloned_from(repo: Path) -> Path | None:
    url = Git(repo).attempt("config", "--get", f"remote.{REMOTE}.url").text
    folder = Path(url).parent
    return folder if url and (folder / "forge.json").exists() else None
