"""Joins `governor doctor` to the machine, the repository, its forge, state and venues."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.adapters.lake.housekeeping import packed_days, places_named
from bot.adapters.shipped import shipped_part
from bot.adapters.venues.making import make_venues
from bot.adapters.work_tree import git_version
from bot.commands.examining import files, forge, machine, mails, prices, state
from bot.commands.examining.line import Examination, Health, Line, ok, unchecked
from bot.commands.examining.storage import packed, storage
from bot.commands.setting_up.record import recorded
from bot.errors import BadUsage, GovernorError
from bot.ledger.terms import terms_of
from bot.ports.forge import Forge
from bot.state.tree import Tree
from bot.wiring.setting_up import CI, Forges, acting_app, work_tree
from bot.wiring.shell import Shell
from bot.wiring.stores import shelf_of
from bot.words.instant import to_ms

GITHUB = ".github"
WITH_ONE = "GITHUB_TOKEN=$(gh auth token) governor doctor"
SEE_ABOVE = "mend what is said above first"


@contextmanager
def examinations(shell: Shell, app: str) -> Iterator[Iterable[Examination]]:
    forges = Forges(shell)
    try:
        yield (*_here(shell), *_there(shell, forges, app), *_remembered(shell))
    finally:
        forges.close()


def _here(shell: Shell) -> Iterator[Examination]:
    found = machine.Machine(tuple(sys.version_info[:3]), git_version())
    yield Examination("machine", lambda: machine.machine(found))
    yield Examination(
        "policies",
        lambda: files.policies(shell.policy_texts(), shell.settings.overrides),
        mend="write them with `governor init`",
    )
    yield Examination("workflow files", lambda: _workflow_files(shell))
    yield Examination("recipients", lambda: _recipients(shell), Health.UNCHECKED, SEE_ABOVE)


def _recipients(shell: Shell) -> Iterable[Line]:
    return mails.addressed(shell.written_policy.governor.notifications, shell.settings.mail_to)


def _workflow_files(shell: Shell) -> Iterator[Line]:
    repo, noted = shell.repo, recorded(work_tree(shell))
    shipped = dict(shipped_part("workflows"))
    shipped.pop(CI, None)
    yield from files.workflows({path: _read(repo / path) for path in shipped}, shipped, noted)
    found = [path for kind in ("*.yml", "*.yaml") for path in (repo / GITHUB).rglob(kind)]
    yield from files.pins({str(path.relative_to(repo)): path.read_bytes() for path in found})


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _there(shell: Shell, forges: Forges, named: str) -> Iterator[Examination]:
    """Look at the forge as far as there is a token for it."""
    why = _unreachable(forges)
    if why:
        yield Examination("forge", lambda: [unchecked("forge", why, WITH_ONE)])
        yield Examination("secrets", lambda: _secrets(shell, None), Health.UNCHECKED, SEE_ABOVE)
        return
    app = acting_app(forges, named)
    yield Examination("token", lambda: forge.identity(forges()), mend="give a valid GITHUB_TOKEN")
    yield Examination("clock", lambda: [_clock(shell, forges())], Health.UNCHECKED)
    yield Examination("pull requests", lambda: forge.opening(forges(), app), Health.UNCHECKED)
    yield Examination("required check", lambda: forge.required(forges(), app), Health.UNCHECKED)
    yield Examination("state branch", lambda: _state_branch(shell, forges()), Health.UNCHECKED)
    yield Examination("approval", lambda: forge.approval(forges()), Health.UNCHECKED)
    wanted = [path for path in shipped_part("workflows") if path != CI]
    yield Examination("workflows", lambda: forge.running(forges(), wanted), Health.UNCHECKED)
    yield Examination("secrets", lambda: _secrets(shell, forges()), Health.UNCHECKED, SEE_ABOVE)


def _unreachable(forges: Forges) -> str:
    try:
        forges()
    except BadUsage as error:
        return str(error)
    except GovernorError:
        return ""
    return ""


def _clock(shell: Shell, there: Forge) -> Line:
    if shell.is_re_enacting:
        return unchecked("clock", "--now was given")
    return machine.clock(shell.clock(), there.time(), shell.policy.governor.events.future_seconds)


def _state_branch(shell: Shell, there: Forge) -> Iterable[Line]:
    if shell.options.local:
        return [ok("state branch", "the folder state/")]
    return forge.state_branch(there, shell.written_policy.governor.state.branch)


def _secrets(shell: Shell, there: Forge | None) -> Iterable[Line]:
    here = frozenset(name for name, value in shell.environ.items() if value)
    return forge.secrets(there, shell.written_policy, here)


def _remembered(shell: Shell) -> Iterator[Examination]:
    @cache
    def tree() -> Tree:
        return shell.store.tree()

    reach = "see that `git fetch origin` works here"
    yield Examination("state", lambda: state.readable(tree()), mend=reach)
    yield Examination(
        "schedule",
        lambda: state.schedule(tree(), shell.policy.governor, shell.now),
        Health.UNCHECKED,
        SEE_ABOVE,
    )
    yield Examination(
        "audit",
        lambda: state.audit(tree(), shell.anchors()),
        mend="see what was changed with `governor audit verify`, and restore it",
    )
    yield Examination("storage", lambda: _storage(shell), mend=SEE_ABOVE)
    yield Examination("venues", lambda: _venues(shell), Health.UNCHECKED, SEE_ABOVE)


def _storage(shell: Shell) -> Iterator[Line]:
    policy, tree = shell.written_policy.governor.storage, shell.plain_store.tree()
    yield from packed(packed_days(tree), policy.extras)
    wanted, named = policy.places, places_named(tree)
    places = (*wanted, *sorted(named - set(wanted)))  # of earlier policies, and read as ever
    if places and shell.settings.in_actions:
        why = "this job is not let in; Cycle is"
        yield unchecked("storage", why, "look at the log of the newest Cycle")
    else:
        yield from storage(places, shelf_of(shell.place, shell.environ).probe)


def _venues(shell: Shell) -> Iterable[Line]:
    """Ask each once: somebody waits, and what does not answer at once is worth a word."""
    policy = shell.policy
    hasty = policy.prices.http.model_copy(update={"retries": 0})
    asked = policy.prices.model_copy(update={"http": hasty})
    found = make_venues(asked, shell.repo, to_ms(shell.now))
    return prices.venues(found, terms_of(policy).interval_ms, shell.now)
