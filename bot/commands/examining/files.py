"""Policies and workflows, as they stand in the work tree."""

import re
from collections.abc import Iterable, Mapping

from bot.commands.examining.line import Line, defect, ok, warning
from bot.commands.setting_up.record import digest
from bot.policy.load import load
from bot.words.count import plural

PLACED = "workflow files"
USES = re.compile(rb"(?m)^\s*(?:-\s+)?uses:\s*([^\s#]+)")
PINNED = re.compile(r"\./.*|.+@[0-9a-f]{40}|docker://.+@sha256:[0-9a-f]{64}")
SHOWN = 3


def policies(texts: Mapping[str, bytes], overrides: Mapping[str, str]) -> Iterable[Line]:
    policy, problems = load(texts, overrides)
    if policy is None:
        first = problems[0].sentence()
        says = f"{plural(len(problems), 'mistake')}, the first: {first}"
        yield defect("policies", says, "list all with `governor policy check`, and mend them")
        return
    yield ok("policies", f"without a mistake, {policy.governor.mode} mode")
    if not policy.agents.agents:
        mend = "register one in policies/agents.yml, as the comment there shows"
        yield warning("agents", "none is registered, so there is nobody to judge", mend)


def workflows(
    present: Mapping[str, bytes | None], shipped: Mapping[str, bytes], noted: Mapping[str, str]
) -> Iterable[Line]:
    """Hold each to the record first: what is shipped may be this very repository's."""
    missing = [path for path, data in present.items() if data is None]
    other = {path: data for path, data in present.items() if data not in (None, shipped[path])}
    there = {path: digest(data) for path, data in present.items() if data is not None}
    edited = [path for path, found in there.items() if noted.get(path, found) != found]
    edited += [path for path in other if path not in noted]
    if not shipped:
        mend = "install Governor from a checkout that has its workflows"
        yield defect(PLACED, "none is shipped with this Governor", mend)
    elif missing:
        yield defect(PLACED, f"missing: {_named(missing)}", "write them with `governor init`")
    else:
        yield ok(PLACED, f"all {len(present)} are there")
    if edited:
        mend = "compare them; to have them as shipped, delete them and run `governor init`"
        yield warning(PLACED, f"not as shipped: {_named(edited)}", mend)
    older = [path for path in other if path not in edited]
    if older:
        mend = "renew them with `governor init`"
        yield warning(PLACED, f"of another version of Governor: {_named(older)}", mend)


def pins(files: Mapping[str, bytes]) -> Iterable[Line]:
    """Find actions that are not held to one commit: who moves a tag runs with our token."""
    loose = [
        f"{path} uses {used.decode(errors='replace')}"
        for path, data in sorted(files.items())
        for used in USES.findall(data)
        if not PINNED.fullmatch(used.decode(errors="replace").strip("\"'"))
    ]
    if loose:
        mend = "put the full commit id behind the @, with the version in a comment"
        yield defect("pins", f"not held to a commit: {_named(loose)}", mend)
    elif files:
        yield ok("pins", "every action is held to a commit")


def _named(paths: list[str]) -> str:
    rest = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + rest
