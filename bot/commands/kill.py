"""governor kill: stop an agent, a strategy class or the whole fleet until a person revives it."""

from bot.commands.human import Desk
from bot.commands.stopping import Stop, stop
from bot.words.stage import Stage

KILL = Stop("kill", "killed", Stage.KILLED, "human-kill", "revive")


def kill(desk: Desk, target: str, reason: str) -> int:
    return stop(desk, KILL, target, reason)
