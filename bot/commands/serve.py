"""governor serve: the dashboard, shown on this machine alone, and built anew as the state moves."""

from bot.commands.site import Studio, site, update
from bot.errors import GovernorError
from bot.ports.pages import Window


def serve(studio: Studio, window: Window) -> int:
    site(studio)
    window.open(
        lambda address: studio.out.say(f"Look at {address} (Ctrl-C ends it)."),
        lambda: _renew(studio),
    )
    return 0


def _renew(studio: Studio) -> None:
    """Show what cannot be renewed as it was: the banner of the lease tells its age."""
    try:
        update(studio)
    except GovernorError as error:
        studio.out.warn(str(error))
