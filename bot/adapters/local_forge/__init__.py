"""A forge on this disk: a bare Git repository, and one JSON file for what Git does not hold."""

from bot.adapters.local_forge.checks import LocalChecks
from bot.adapters.local_forge.contents import LocalContents
from bot.adapters.local_forge.issues import LocalIssues
from bot.adapters.local_forge.keys import LocalKeys
from bot.adapters.local_forge.people import LocalPeople
from bot.adapters.local_forge.pulls import LocalPulls
from bot.adapters.local_forge.setup import LocalSetup
from bot.adapters.local_forge.survey import LocalSurvey
from bot.adapters.local_forge.talk import LocalTalk


class LocalForge(
    LocalKeys,
    LocalPeople,
    LocalPulls,
    LocalIssues,
    LocalTalk,
    LocalChecks,
    LocalContents,
    LocalSurvey,
    LocalSetup,
):
    """All of the forge port for one actor; `acting_as` gives it to another."""


__all__ = ["LocalForge"]
