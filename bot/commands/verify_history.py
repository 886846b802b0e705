"""governor verify-history: decide every recorded judgement again, by the policies of its time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from bot.commands.judge import Moment, look_at
from bot.decisions.redeciding import Difference, Judging, differences, judgings
from bot.errors import GovernorError
from bot.policy.policy import Policy
from bot.ports.chronicle import Chronicle, Step
from bot.ports.output import Output
from bot.state.audit import files
from bot.state.audit.compaction import ARCHIVES
from bot.state.audit.entry import BadEntry, Entry
from bot.state.in_memory import MemoryTree
from bot.state.tree import Tree
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.instant import render
from bot.words.problem import Problem

GROWS = ("state/events/", "state/ledger/", "state/audit/", "state/book/")
LOOK_BACK = 1000
RIVALS = 3  # commits that others may have made between a look and its own commit


@dataclass(slots=True)
class Found:
    judged: int = 0
    compacted: int = 0
    problems: list[Problem] = field(default_factory=list)
    differing: list[dict[str, Json]] = field(default_factory=list)

    @property
    def code(self) -> int:
        return 1 if self.problems else 0


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is decided again: commits from a moment on, the last so many, or all.

    With `archive` also what was squashed, where it was kept.
    """

    since: str = ""
    last: int | None = None
    archive: bool = False

    def begin(self, steps: Sequence[Step]) -> int:
        late = (number for number, one in enumerate(steps) if one.at >= self.since)
        first = next(late, len(steps)) if self.since else 0
        return first if self.last is None else max(first, len(steps) - self.last)


def verify_history(chronicle: Chronicle, output: Output, scope: Scope | None = None) -> int:
    scope = scope or Scope()
    steps, found = chronicle.steps(archive=scope.archive), Found()
    begin = scope.begin(steps)
    with output.progress("Deciding again what was decided", len(steps) - begin) as bar:
        before: list[Tree] = [one.after for one in steps[:begin][::-1][: RIVALS + 1]]
        for number, step in enumerate(steps[begin:], begin):
            if step.stands_for is not None:
                found.problems += _altered(step)
            else:
                _step(chronicle, step, before or [MemoryTree()], found)
            found.compacted += _left_out(step, number)
            before = [step.after, *before][: RIVALS + 1]
            bar.advance()
    _tell(output, found, steps, begin)
    return found.code


def _left_out(step: Step, number: int) -> int:
    """Count what a squashed root stands for, unless the archive's commits came before it."""
    return step.stands_for.commits if step.stands_for and number == 0 else 0


def _altered(step: Step) -> Iterator[Problem]:
    """Name what a squashed root has otherwise than the last commit that it stands for."""
    for path in step.changed:
        reason = "is not as the last squashed commit left it"
        yield Problem(path, None, "", f"commit {step.commit}", reason)


def _tell(output: Output, found: Found, steps: Sequence[Step], begin: int) -> None:
    output.problems(found.problems)
    output.say(_sentence(found, len(steps) - begin))
    root = steps[0] if steps else None
    if root is not None and root.stands_for is not None:
        said = root.stands_for
        look = "--archive decides them again" if root.archive.startswith(ARCHIVES) else "not kept"
        output.say(
            f"{plural(said.commits, 'older commit')} of {said.first} to {said.last} "
            f"became one, and were not decided again ({look})."
        )
    output.result(
        {
            "v": 1,
            "commits": len(steps) - begin,
            "earlier": begin,
            "compacted": found.compacted,
            "judgements": found.judged,
            "problems": [one.wire() for one in found.problems],
            "differences": found.differing,
        }
    )


def _step(chronicle: Chronicle, step: Step, before: Sequence[Tree], found: Found) -> None:
    try:
        found.problems += _rewritten(step, before[0])
        for judging in judgings(_added(step, before[0])):
            found.judged += 1
            _judging(chronicle, step, before, judging, found)
    except GovernorError as error:
        found.problems.append(Problem(f"commit {step.commit}", None, "", "", str(error)))


def _rewritten(step: Step, before: Tree) -> Iterator[Problem]:
    """Name what only ever grows and was changed otherwise: no command of Governor does that."""
    for path in step.changed:
        if path.startswith(GROWS):
            old, new = before.read(path), step.after.read(path)
            if old is not None and (new is None or not new.startswith(old)):
                did = "was taken away" if new is None else "was rewritten"
                line = None if new is None else _first_changed(old, new)
                yield Problem(path, line, "", f"commit {step.commit}", f"{did}, it only grows")


def _first_changed(old: bytes, new: bytes) -> int:
    pairs = zip_longest(old.splitlines(), new.splitlines())
    return next(number for number, (was, now) in enumerate(pairs, 1) if was != now)


def _added(step: Step, before: Tree) -> list[Entry]:
    """Give what a commit added to the audit record, the oldest first."""
    if not any(path.startswith(files.FOLDER) for path in step.changed):
        return []
    last = next(iter(_newest(before)), None)
    fresh = []
    for entry in _newest(step.after):
        if last is not None and entry.seq <= last.seq:
            break
        fresh.append(entry)
    return fresh[::-1]


def _newest(tree: Tree) -> Iterator[Entry]:
    try:
        yield from files.newest_first(tree)
    except BadEntry:
        return


def _judging(
    chronicle: Chronicle, step: Step, before: Sequence[Tree], judging: Judging, found: Found
) -> None:
    policy = chronicle.policy(judging.digest.policy_digest)
    where = f"commit {step.commit}"
    if policy is None:
        digest = judging.digest.policy_digest[:12]
        reason = "no commit of the repository has the policies it was decided by"
        found.problems.append(Problem(where, None, "", digest, reason))
        return
    first = _compared(policy, before, judging)
    for one in first:
        reason = f"is decided otherwise now: {_told(one)}"
        found.problems.append(Problem(where, None, one.subject, render(judging.slot), reason))
        found.differing.append(_wire(step, judging, one))


def _compared(policy: Policy, before: Sequence[Tree], judging: Judging) -> list[Difference]:
    """Look at what it looked at: a rival may have committed between the look and its commit."""
    nearest: list[Difference] | None = None
    for tree in before:
        known = [entry.key for entry in islice(_newest(tree), LOOK_BACK)]
        for moment, newest in ((judging.digest.at, True), (judging.slot, False)):
            looked = look_at(tree, Moment(policy, moment), newest=newest)
            gathered, remembered, judged = looked
            found = differences(judging, gathered, judged, remembered, known)
            if not found:
                return []
            nearest = found if nearest is None else nearest
    return nearest or []


def _told(one: Difference) -> str:
    return f"recorded {_verb(one.recorded)}, now {_verb(one.again)}"


def _verb(body: object) -> str:
    to = body.get("to") if isinstance(body, dict) else None
    if isinstance(to, dict):
        return f"{to.get('verb')} to {to.get('stage')}"
    return "nothing" if body is None else "another finding"


def _wire(step: Step, judging: Judging, one: Difference) -> dict[str, Json]:
    return {
        "commit": step.commit,
        "slot": render(judging.slot),
        "subject": one.subject,
        "recorded": one.recorded,
        "again": one.again,
    }


def _sentence(found: Found, commits: int) -> str:
    size = f"{plural(found.judged, 'judgement')} in {plural(commits, 'commit')}"
    if found.code:
        return f"The history does not hold: {plural(len(found.problems), 'fault')}, {size}."
    if not commits:
        return "There is no history of a state branch yet."
    return f"The history holds: {size}, each decided again alike by the policies of its time."
