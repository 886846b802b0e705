"""The forge: where people and the bot meet, behind one port; each file is one concern of it.

Common to all of it: what is asked for by number or id and is not there raises NotFound, a
question ("where does this branch stand?") answers None. Lists are complete, pages are followed,
and oldest comes first unless said otherwise. Refusals are the CannotAct branch of bot.errors.
"""

from typing import Protocol

from bot.ports.forge.checks import Checks
from bot.ports.forge.contents import Contents
from bot.ports.forge.issues import Issues
from bot.ports.forge.people import People
from bot.ports.forge.pulls import Pulls
from bot.ports.forge.setup import Setup
from bot.ports.forge.survey import Surveys
from bot.ports.forge.talk import Talk


class Forge(People, Pulls, Issues, Talk, Checks, Contents, Surveys, Setup, Protocol):
    """All of it; a command that needs less asks for less."""


__all__ = ["Forge"]
