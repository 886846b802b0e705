"""Joins `governor init` to a work tree, a forge and what is shipped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bot.adapters.remote import Remote
from bot.adapters.shipped import CLASSIC, shipped_part
from bot.adapters.work_tree import FolderWorkTree
from bot.commands.setting_up import parcel as parcels
from bot.commands.setting_up.founding import Founding
from bot.commands.setting_up.on_forge import ACTIONS_APP, Foundation
from bot.commands.setting_up.parcel import Parcel
from bot.commands.setting_up.publishing import Publishing
from bot.commands.setting_up.record import recorded
from bot.commands.setting_up.step import Step
from bot.errors import BadPolicy, CannotRead, GovernorError, Refused
from bot.policy.governor import State
from bot.ports.forge import Forge
from bot.ports.worktree import WorkTree
from bot.state.schema import genesis_files
from bot.wiring.forge import github_forge
from bot.wiring.shell import Shell
from bot.wiring.stores import remote_of

HINT = re.compile(rb"(?m)^(# yaml-language-server: \$schema=)\.\./\.\./schema/")
OF_GITHUB = re.compile(r"github\.[\w.-]*[:/]([\w.-]+/[\w.-]+?)(\.git)?/?$")
FIRST = "main"
FIRST_FILE, BUILT_BY = "bot/__init__.py", "pyproject.toml"
CI = ".github/workflows/ci.yml"
README = b"""# A governed fleet

Agents are registered in `policies/agents.yml`; Governor judges them and acts by pull requests.
`governor doctor` says whether all is well.
"""


def work_tree(shell: Shell) -> FolderWorkTree:
    def remote() -> Remote:
        return remote_of(shell.place, shell.environ, shell.settings.token)

    return FolderWorkTree(shell.repo, shell.environ, remote)


@contextmanager
def forge_here(shell: Shell) -> Iterator[Forge]:
    """Open the forge; which repository it is, the remote tells where the environment does not."""
    if shell.options.local:
        with shell.forge() as forge:
            yield forge
        return
    named = shell.settings.repository or _named_by(shell)
    with github_forge(replace(shell.settings, repository=named)) as forge:
        yield forge


def _named_by(shell: Shell) -> str:
    try:
        url = remote_of(shell.place, shell.environ, "").url
    except GovernorError:
        return ""
    found = OF_GITHUB.search(url)
    return found[1] if found else ""


class Forges:
    """Opens the forge when it is first asked for, and remembers why it could not be."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._open = shell, forge_here(shell)
        self._forge: Forge | None = None

    def __call__(self) -> Forge:
        if self._forge is None:
            self._open = forge_here(self._shell)
            self._forge = self._open.__enter__()
        return self._forge

    def close(self) -> None:
        if self._forge is not None:
            self._open.__exit__(None, None, None)


def acting_app(forges: Forges, named: str) -> str:
    """Name the app that the fleet acts by: a person's token stands for the workflows' own."""
    if named:
        return named
    try:
        me = forges().identity()
    except GovernorError:
        return ACTIONS_APP
    return me.login if me.is_bot else ACTIONS_APP


@contextmanager
def steps(shell: Shell, profile: str, app: str) -> Iterator[Sequence[Step]]:
    tree, forges = work_tree(shell), Forges(shell)
    chosen = parcels_of(tree, profile)
    writing = tuple(parcels.step(one, tree) for one in chosen)
    if shell.options.local:
        yield writing
        return

    def state() -> State:
        return _state(shell)

    def default() -> str:
        return _default(tree, forges)

    publishing = Publishing(tree, chosen, default)
    founding = Founding(tree, lambda: shell.store, lambda: state().branch)
    acting = acting_app(forges, app)
    foundation = Foundation(forges, acting, publishing.is_out, lambda: state().branch)
    try:
        yield (
            *writing,
            *publishing.steps(),
            founding.step(),
            *foundation.steps(),
        )
    finally:
        forges.close()


def parcels_of(tree: WorkTree, profile: str) -> Sequence[Parcel]:
    workflows = dict(shipped_part("workflows"))
    workflows.pop(CI, None)
    return (
        Parcel("policies", policies(profile), renewed=bool(profile)),
        Parcel("schemas", shipped_part("schemas")),
        Parcel("workflows", workflows),
        Parcel("program", _program(tree)),
        Parcel("state", genesis_files(), renewed=False),
    )


def policies(profile: str) -> Mapping[str, bytes]:
    if profile != "classic":
        return shipped_part("policies")
    files = shipped_part("classic")
    return {
        path.replace(CLASSIC, "policies"): HINT.sub(rb"\1schema/", data)
        for path, data in files.items()
    }


def _program(tree: WorkTree) -> Mapping[str, bytes]:
    """Renew only what was written from here; to a copy of the template git brings what is newer."""
    if tree.read(FIRST_FILE) and FIRST_FILE not in recorded(tree):
        return {}
    files = dict(shipped_part("program"))
    if tree.read(BUILT_BY) not in (None, files[BUILT_BY]) and BUILT_BY not in recorded(tree):
        raise Refused(
            "Cannot set up Governor here: pyproject.toml is another program's, and the workflows "
            "install Governor from the root of the repository; begin with a copy of the template, "
            "and put your agents there."
        )
    return {**files, **({} if tree.read("README.md") else {"README.md": README})}


def _state(shell: Shell) -> State:
    try:
        return shell.written_policy.governor.state
    except (BadPolicy, CannotRead):
        return State.model_validate({})


def _default(tree: WorkTree, forges: Forges) -> str:
    try:
        return forges().repository().default_branch
    except GovernorError:
        return tree.branch() or FIRST
