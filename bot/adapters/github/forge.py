"""GitHub behind the forge port, over PyGithub's connection."""

from bot.adapters.github.access import Access
from bot.adapters.github.client import connect
from bot.adapters.github.contents import GitHubContents
from bot.adapters.github.issues import GitHubIssues
from bot.adapters.github.people import GitHubPeople
from bot.adapters.github.rules import GitHubRules
from bot.adapters.github.setup import GitHubSetup
from bot.adapters.github.survey import GitHubSurvey
from bot.adapters.github.wire import PATIENCE
from bot.adapters.patience import Patience


class GitHubForge(
    GitHubPeople, GitHubIssues, GitHubContents, GitHubSurvey, GitHubRules, GitHubSetup
):
    """All of the forge port for one repository, as whoever the credentials are."""


def open_forge(access: Access, patience: Patience = PATIENCE) -> GitHubForge:
    return GitHubForge(connect(access, patience), access)
