"""governor pause: stop a target for a while; `governor release` lets it go on where it was."""

from bot.commands.human import Desk
from bot.commands.stopping import Stop, stop
from bot.words.stage import Stage

PAUSE = Stop("pause", "paused", Stage.PAUSED, "human-pause", "release")


def pause(desk: Desk, target: str, reason: str) -> int:
    return stop(desk, PAUSE, target, reason)
