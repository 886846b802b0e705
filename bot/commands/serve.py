"""governor serve: the dashboard, built and shown on this machine alone."""

from bot.commands.site import Studio, site
from bot.ports.pages import Window


def serve(studio: Studio, window: Window) -> int:
    site(studio)
    window.open(lambda address: studio.out.say(f"Look at {address} (Ctrl-C ends it)."))
    return 0
