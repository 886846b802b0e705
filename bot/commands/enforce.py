"""governor enforce: what a merged edit of the policies stops is stopped at once."""

from dataclasses import replace
from pathlib import Path

from bot.commands.enforcing.biting import Enforced, bite
from bot.commands.enforcing.history import newest
from bot.commands.enforcing.office import Office
from bot.commands.enforcing.push import Push, push_of, sha_from
from bot.commands.enforcing.ruling import ruling_at
from bot.commands.gate import gate_all
from bot.commands.gating.reading import Library
from bot.commands.notebook import Notebook
from bot.effects.blocks import bullets
from bot.effects.escape import markdown
from bot.errors import CannotRead, Refused
from bot.words.canonical import Json
from bot.words.count import plural

ELSEWHERE = "Nothing to enforce: {} is not the default branch, and only that one rules."


def enforce(office: Office, push: Push) -> int:
    """Stop first; then record and tell; then judge the open pull requests by what rules now."""
    forge = office.forge
    branch = forge.repository().default_branch
    head = forge.branch_head(branch)
    if head is None:
        raise Refused(f"Cannot enforce: there is no branch {branch}.")
    if push.branch not in ("", branch):
        office.output.say(ELSEWHERE.format(push.branch))
        return 0
    ruling = ruling_at(Library(forge), newest(forge, head, push.after))
    done = bite(office, ruling, branch, push)
    _tell(office, done)
    return _judge_again(office, done)


def push_from(before: str, after: str, event_file: str) -> Push:
    """Take what was given, else what GitHub's event says."""
    if before or after:
        return Push(
            sha_from("--before", before) if before else "",
            sha_from("--after", after) if after else "",
        )
    if not event_file:
        return Push()
    try:
        return push_of(Path(event_file).read_bytes())
    except OSError as error:
        raise CannotRead(event_file, (error.strerror or str(error)).lower()) from None


def _judge_again(office: Office, done: Enforced) -> int:
    notebook = Notebook(office.output)
    code = gate_all(replace(office.keeper, output=notebook))
    office.output.result({**_data(done), "gate": notebook.last or None})
    return code if done.went_well else 1


def _tell(office: Office, done: Enforced) -> None:
    output, problems = office.output, done.ruling.problems
    lines = [*(one.sentence() for one in done.bites), _standing(done)]
    for line in lines:
        output.say(line)
    if problems:
        output.problems(problems)
        output.warn(
            f"The merged policies have {plural(len(problems), 'mistake')}: nothing is judged by "
            "them and the lease is not renewed until they are mended. Kills bite all the same."
        )
    if done.bites or problems:
        output.summary(bullets(markdown(line) for line in lines))
    if done.audit_head:
        output.publish("audit_head", done.audit_head)


def _standing(done: Enforced) -> str:
    count = len(done.ruling.kills)
    kills = f"{plural(count, 'kill')} in force at {done.ruling.sha[:12]}"
    return f"{kills}, {len(done.bites)} new. {done.lease}".strip()


def _data(done: Enforced) -> dict[str, Json]:
    ruling = done.ruling
    return {
        "v": 1,
        "commit": ruling.sha,
        "policy_digest": ruling.policy.digest if ruling.policy else None,
        "problems": [one.wire() for one in ruling.problems],
        "kills": [one.target for one in ruling.kills],
        "acknowledged": [one.wire() for one in done.bites],
        "lease": done.lease,
        "audit_head": done.audit_head or None,
    }
