"""A place that a person named on the command line, opened: a folder, or a store by its URL."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.adapters.lake.arrow import arrow
from bot.adapters.lake.objects import Objects
from bot.adapters.lake.places import is_folder, opened, opening
from bot.adapters.lake.trouble import away, secret_mask
from bot.errors import BadUsage
from bot.policy.storage import STORES
from bot.wiring.shell import Shell


def objects_at(shell: Shell, place: str) -> Objects:
    if not is_folder(place) and not place.startswith(STORES):
        raise BadUsage(f"Cannot use {place}: it must be a folder, or start with {_listed()}.")
    with told(shell, place):
        found = opening(place, shell.repo, shell.environ)
        return Objects(opened(found), found.root)


@contextmanager
def told(shell: Shell, place: str) -> Iterator[None]:
    """Say in a sentence what a store complains of, without what lets in."""
    try:
        yield
    except (OSError, arrow().ArrowException) as error:
        raise away(place, error, secret_mask(shell.environ)) from None


def _listed() -> str:
    return f"{', '.join(STORES[:-1])} or {STORES[-1]}"
