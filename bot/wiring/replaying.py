"""The folders of a past, and the policies that decide it again."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.adapters.charts import svg
from bot.adapters.git_chronicle import GitChronicle
from bot.adapters.lake.chronicle import LakeChronicle
from bot.adapters.past import OutFolder, PastFolders
from bot.adapters.policies import policy_texts
from bot.adapters.policies_at import policy_texts_at
from bot.adapters.shipped import CLASSIC
from bot.adapters.side_by_side import side_by_side
from bot.commands.replaying.budget import Budget
from bot.commands.replaying.classic import SECONDS, Rules, Watch, kept_classic
from bot.commands.replaying.comparing import Kit
from bot.commands.replaying.sweeping import SideBySide
from bot.errors import BadPolicy
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.chronicle import Chronicle
from bot.ports.output import Output
from bot.ports.past import Folder, Past
from bot.state.tree import Operation, Tree
from bot.wiring.shell import Shell
from bot.wiring.stores import shelf_of


def policy_of(shell: Shell, folder: Path | None) -> Policy:
    """Read policies as written: what this environment tightens is not what is tried."""
    if folder is None:
        return shell.written_policy
    place = folder.resolve()
    policy, problems = read(policy_texts(place.parent, place.name))
    if policy is None:
        raise BadPolicy(problems)
    return policy


def policy_against(shell: Shell, name: str) -> Policy:
    """Read other policies: a folder of them, or those of a commit by any name of it."""
    place = Path(name)
    if place.is_dir():
        return policy_of(shell, place)
    policy, problems = read(policy_texts_at(shell.repo, name))
    if policy is None:
        raise BadPolicy(problems)
    return policy


def beside_classic(
    shell: Shell, out: Output | None = None
) -> Callable[[Tree], Sequence[Operation]]:
    """Give what replays the classic set, as this repository has it, on the state's own past."""

    def classic() -> Policy | None:
        place = shell.repo / CLASSIC
        return policy_of(shell, place) if place.is_dir() else None

    rules = Rules(shell.policy, classic, CLASSIC)
    watch = Watch(out or shell.out, shell.now, Budget(time.monotonic, SECONDS))
    return lambda tree: kept_classic(tree, rules, watch)


def past_folders(events: Path, prices: Path, policy: Policy) -> Past:
    return PastFolders(events, prices, policy.prices)


def out_folder(path: Path) -> Folder:
    return OutFolder(path)


def kit(shell: Shell, out: Path) -> Kit:
    return Kit(shell.out, OutFolder(out), svg)


def sweeper() -> SideBySide:
    return side_by_side


def chronicle_of(shell: Shell) -> Chronicle:
    branch = shell.written_policy.governor.state.branch
    found = GitChronicle(shell.repo, shell.remote, branch, shell.private)
    return LakeChronicle(found, shelf_of(shell.place, shell.environ))
