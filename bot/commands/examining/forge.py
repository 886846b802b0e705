"""The forge: who we are there, what that allows, and how the repository is set up."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from bot.commands.examining.line import Line, defect, ok, unchecked, warning
from bot.commands.examining.wanted import Keep, wanted
from bot.commands.setting_up.on_forge import ACTIONS_APP, HISTORY, RAISING, REVIEWERS, TICK
from bot.effects.merge_check import NAME
from bot.errors import CannotAct, Forbidden
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.checks import Required
from bot.ports.forge.setup import Right

INIT = "run `governor init` with the token of somebody who administers the repository"
GRANT = "add it under `permissions:` of the workflow's job, or to the GitHub App"
HINDERING = frozenset(
    {
        "branch_protection",
        "creation",
        "merge_queue",
        "pull_request",
        "required_deployments",
        "required_signatures",
        "required_status_checks",
        "update",
        "workflows",
    }
)
SWITCH_ON = {
    "disabled_inactivity": "GitHub stops schedules after 60 days without a commit",
    "disabled_manually": "somebody switched it off",
    "disabled_fork": "GitHub runs no schedules in a fork until it is told to",
}


def identity(forge: Forge) -> Iterable[Line]:
    me, here = forge.identity(), forge.repository()
    yield ok("token", f"acts as {me.login} on {here.full_name}")
    if not me.is_bot:
        why = f"this is {me.login}'s own token; workflows carry another"
        yield unchecked("permissions", why, "gh workflow run doctor.yml")
        return
    lacking = [right for right in Right if not forge.may_write(right)]
    if lacking:
        wanted = ", ".join(f"`{right}: write`" for right in lacking)
        yield defect("permissions", f"{wanted} not granted", GRANT)
    else:
        yield ok("permissions", "all that are needed")


def opening(forge: Forge, app: str) -> Iterable[Line]:
    about = "pull requests"
    if app != ACTIONS_APP:
        yield ok(about, f"{app} opens them")
        return
    try:
        opens = forge.actions_open_pulls()
    except CannotAct as refused:
        yield unchecked(about, _why(refused), f"see that it is so: {TICK}")
        return
    yield (
        ok(about, "workflows may open them")
        if opens
        else defect(about, "workflows may not open them, so nobody can be asked to promote", TICK)
    )


def required(forge: Forge, app: str) -> Iterable[Line]:
    branch = forge.repository().default_branch
    asked = [one for one in forge.required_checks(branch) if one.name == NAME]
    if not asked:
        says = f"{branch} does not require {NAME}: anything can be merged"
        yield defect("required check", says, INIT)
        return
    yield _pinned(branch, asked, app, forge.app_id(app))


def _pinned(branch: str, asked: Sequence[Required], app: str, number: int) -> Line:
    about = "required check"
    mend = f"in the ruleset of {branch} choose {app} as the source of {NAME}"
    sources = {one.app_id for one in asked}
    if number in sources:
        return ok(about, f"{branch} requires {NAME} from {app}")
    if sources == {None}:
        says = f"{branch} takes {NAME} from anybody who may set a status"
        return warning(about, says, mend)
    says = f"{branch} wants {NAME} from another app than {app}: nothing can be merged"
    return defect(about, says, mend)


def state_branch(forge: Forge, branch: str) -> Iterable[Line]:
    """See that what must be pushed to every half hour takes pushes."""
    about, default = "state branch", forge.repository().default_branch
    place = branch or default
    standing = set(forge.rules_of(place))
    hindering = sorted(HINDERING & standing)
    rules = ", ".join(hindering)
    if hindering and not branch:
        mend = "set state.branch in policies/governor.yml to a branch of its own: governor-state"
        yield defect(about, f"the state is kept on {place}, which takes no pushes ({rules})", mend)
    elif hindering:
        mend = f"exempt {place} from these rules under Settings > Rules and Settings > Branches"
        yield defect(about, f"{place} takes no pushes ({rules})", mend)
    elif forge.branch_head(place) is None:
        yield defect(about, f"{place} is missing", "make it with `governor init`")
    elif not standing >= HISTORY:
        says = f"whoever may push can delete {place} or push over its history"
        yield warning(about, says, INIT)
    else:
        yield ok(about, f"{place} takes pushes")


def running(forge: Forge, shipped: Iterable[str]) -> Iterable[Line]:
    about = "workflows"
    try:
        known = {one.path: one.state for one in forge.workflows()}
    except Forbidden as refused:
        yield unchecked(about, _why(refused))
        return
    wanted = [path for path in shipped if path.startswith(".github/workflows/")]
    missing = [path for path in wanted if path not in known]
    if missing:
        branch = forge.repository().default_branch
        says = f"the forge knows {len(wanted) - len(missing)} of {len(wanted)}, not {missing[0]}"
        yield defect(about, says, f"commit them and push them to {branch}")
    stopped = [path for path in wanted if known.get(path, "active") != "active"]
    yield from (_stopped(path, known[path]) for path in stopped)
    if not missing and not stopped:
        yield ok(about, "all are active")


def _stopped(path: str, state: str) -> Line:
    why = SWITCH_ON.get(state, state)
    name = path.rpartition("/")[2]
    return defect("workflows", f"{name} does not run: {why}", f"gh workflow enable {name}")


def approval(forge: Forge) -> Iterable[Line]:
    """Ask who approves what raises risk: the buttons that do wait for this environment."""
    about = "approval"
    try:
        reviewed = forge.environments().get(RAISING, False)
    except Forbidden as refused:
        yield unchecked(about, _why(refused))
        return
    if reviewed:
        yield ok(about, f"{RAISING} waits for a reviewer")
        return
    yield warning(about, "revive, release and live mode wait for nobody's approval", REVIEWERS)


def secrets(forge: Forge | None, policy: Policy, here: frozenset[str]) -> Iterable[Line]:
    """Look for the names alone, a value is nobody's to see; each is kept in a place of its own."""
    about, found = "secrets", _names_there(forge)
    there = {keep: found.get(keep, frozenset()) | here for keep in Keep}
    asked = tuple(wanted(policy, frozenset().union(*there.values())))
    lacking = [one for one in asked if there[one.keep].isdisjoint(one.names)]
    unseen = [one for one in lacking if one.keep not in found and forge is not None]
    if unseen:
        names = ", ".join(one.label for one in unseen)
        mend = "look with `gh secret list` and `gh variable list`"
        yield unchecked(about, f"{names}: this token may not see what is set", mend)
    for one in lacking:
        if one not in unseen:
            mend = f"gh {one.keep} set {one.names[0]}"
            yield warning(about, f"{one.label} is not set: {one.lacking}", mend)
    if not lacking:
        needed = ", ".join(one.label for one in asked) or "none"
        yield ok(about, f"{needed} needed, and there")


def _names_there(forge: Forge | None) -> Mapping[Keep, frozenset[str]]:
    """Tell what is kept where; of what this token may not see, nothing."""
    if forge is None:
        return {}
    asks = {Keep.SECRET: forge.secret_names, Keep.VARIABLE: forge.variable_names}
    found: dict[Keep, frozenset[str]] = {}
    for keep, ask in asks.items():
        with suppress(CannotAct):
            found[keep] = ask()
    return found


def _why(refused: CannotAct) -> str:
    return refused.reason
