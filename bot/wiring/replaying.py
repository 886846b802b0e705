"""The folders of a past, and the policies that decide it again."""

from pathlib import Path

from bot.adapters.past import OutFolder, PastFolders
from bot.adapters.policies import policy_texts
from bot.errors import BadPolicy
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.past import Folder, Past
from bot.wiring.shell import Shell


def policy_of(shell: Shell, folder: Path | None) -> Policy:
    """Read policies as written: what this environment tightens is not what is tried."""
    if folder is None:
        return shell.written_policy
    place = folder.resolve()
    policy, problems = read(policy_texts(place.parent, place.name))
    if policy is None:
        raise BadPolicy(problems)
    return policy


def past_folders(events: Path, prices: Path, policy: Policy) -> Past:
    return PastFolders(events, prices, policy.prices)


def out_folder(path: Path) -> Folder:
    return OutFolder(path)
