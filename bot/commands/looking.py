"""Looks at the forge, in few calls, and at the state: what a plan is made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.acting.memory import Memory, recall
from bot.commands.proposal_sight import fate_of
from bot.commands.site_history import DAYS
from bot.effects.charts.equity import Point
from bot.effects.charts.history import points
from bot.effects.comment.curve import SHOWN
from bot.effects.planning.demotion import demotions
from bot.effects.planning.fleet_issue import LABEL
from bot.effects.planning.material import REGISTRY, Material
from bot.effects.planning.promotion import promotions
from bot.effects.planning.pulls import ANSWERED
from bot.effects.planning.raised import raised
from bot.effects.planning.scaffolding import scaffolds
from bot.effects.planning.wish import Wish, agent_of
from bot.effects.seen import Seen, SeenCheck, SeenComment, SeenIssue, SeenPull
from bot.errors import Invalid, NotFound
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.checks import CheckRun, Status
from bot.ports.forge.issues import Issue
from bot.ports.forge.pulls import PullRequest, State
from bot.ports.forge.survey import Surveyed
from bot.state.decisions import DECISIONS
from bot.state.documents import load
from bot.state.evidence import DAY_FILE
from bot.state.fleet import Equity
from bot.state.impact import IMPACTS
from bot.state.intents import remembered
from bot.state.proposals import PROPOSALS
from bot.state.report.report import REPORT
from bot.state.tree import Tree
from bot.stats.kept import day_records
from bot.words.instant import parse


@dataclass(frozen=True, slots=True)
class Looked:
    material: Material
    seen: Seen


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks and when; `opened` is what their run opened so far.

    `undoing` are agents whose rise a rollback asks to undo.
    """

    now: datetime
    run_id: str = ""
    opened: int = 0
    undoing: frozenset[str] = frozenset()


def look(forge: Forge, tree: Tree, policy: Policy, by: Look) -> Looked:
    memory = recall(remembered(tree))
    here = _Here(forge, memory)
    raises = dict(here.raises())
    spent = [name for name, one in load(tree, DECISIONS).agents.items() if one.spent is not None]
    report, proposals = load(tree, REPORT), load(tree, PROPOSALS)
    fate = fate_of(policy, tree, proposals)
    material = Material(
        report=report,
        policy=policy,
        spent=frozenset(spent),
        done=memory.done,
        raised=raises,
        run_id=by.run_id,
        opened=by.opened,
        issue=memory.issue,
        points=tuple(_last_days(tree)),
        undoing=by.undoing,
        impacts={int(n): (one.head, one.page) for n, one in load(tree, IMPACTS).pulls.items()},
        proposals=proposals,
        joined=fate.joined,
        unfit=fate.unfit,
        is_stale=report.meta is not None and parse(report.meta.lease_until) < by.now,
    )
    return Looked(material, here.seen(material))


class _Here:
    """One look: the open requests first, then only what they and the memory leave to be asked."""

    def __init__(self, forge: Forge, memory: Memory) -> None:
        self._forge, self._memory = forge, memory
        self._me = forge.identity().login
        self._branch = forge.repository().default_branch
        self._head = forge.branch_head(self._branch) or ""
        self._surveyed = forge.survey()
        self._registry = _text(forge, REGISTRY, self._head)

    def seen(self, material: Material) -> Seen:
        gone = tuple(self._gone(material))
        return Seen(
            me=self._me,
            default_branch=self._branch,
            head=self._head,
            files={REGISTRY: self._registry},
            pulls=tuple(self._pull(one) for one in self._surveyed),
            past=tuple(self._past(gone)),
            taken=frozenset(self._taken(gone)),
            issues=tuple(self._issues()),
        )

    def raises(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Tell for whom each request lifts the ceiling; a head is read once, ever."""
        for one in self._surveyed:
            pull = one.pull
            if REGISTRY in _paths(one) and pull.head_sha not in self._memory.heads:
                known = self._memory.raised.get((pull.number, pull.head_sha))
                yield pull.number, self._read(pull) if known is None else known

    def _read(self, pull: PullRequest) -> tuple[str, ...]:
        return raised(self._registry, _text(self._forge, REGISTRY, pull.head_sha))

    def _pull(self, one: Surveyed) -> SeenPull:
        comments = tuple(SeenComment(said.id, said.body) for said in one.comments)
        checks = (*map(_check, one.checks), *map(_status, one.statuses))
        others = self._is_asked(one.pull) and self._has_others(one.pull)
        return seen_pull(one.pull, others, _paths(one), comments, checks)

    def _is_asked(self, pull: PullRequest) -> bool:
        """Tell whether it is one of the bot's own that it keeps up to date."""
        ours = pull.author == self._me and not pull.from_fork
        return ours and any(agent_of(pull.head_branch, kind) for kind in ANSWERED)

    def _has_others(self, pull: PullRequest) -> bool:
        """Ask only of heads that no earlier run wrote down as its own."""
        if pull.head_sha in self._memory.heads:
            return False
        try:
            commits = self._forge.pull_commits(pull.number)
        except Invalid:
            return True  # more than can be listed: the bot's own has one
        return any(one.author != self._me for one in commits)

    def _gone(self, material: Material) -> Iterator[Wish]:
        """Give what an earlier run meant to open, and is wished for again."""
        there = {one.pull.head_branch for one in self._surveyed}
        for wish in (*demotions(material), *promotions(material), *scaffolds(material)):
            if wish.branch not in there and self._memory.opened_for(wish.kind, wish.agent):
                yield wish

    def _past(self, gone: Sequence[Wish]) -> Iterator[SeenPull]:
        """Read how these requests ended."""
        for pull in self._forge.ended([wish.branch for wish in gone]) if gone else ():
            yield seen_pull(pull, self._is_theirs(pull))

    def _taken(self, gone: Sequence[Wish]) -> Iterator[str]:
        """Look at the branches that could not be pushed to the last time."""
        for wish in gone:
            if self._memory.refused_for(wish.kind, wish.agent) and self._has_head_of_others(
                wish.branch
            ):
                yield wish.branch

    def _is_theirs(self, pull: PullRequest) -> bool:
        """Ask whose its branch is where no earlier run wrote down what stands there."""
        if pull.author != self._me or pull.head_sha in self._memory.heads:
            return False
        return self._has_head_of_others(pull.head_branch)

    def _has_head_of_others(self, branch: str) -> bool:
        head = self._forge.branch_head(branch)
        return head is not None and self._forge.commit(head).author != self._me

    def _issues(self) -> Sequence[SeenIssue]:
        found = self._forge.issues(state=None, label=LABEL)
        known = self._memory.issue
        if known is not None and all(one.number != known for one in found):
            found = [*_issue(self._forge, known), *found]
        return [_seen_issue(one) for one in found]


def seen_pull(
    pull: PullRequest,
    has_others: bool = False,  # noqa: FBT001, FBT002 - a fact of the row, as the others
    paths: Sequence[str] = (),
    comments: Sequence[SeenComment] = (),
    checks: Sequence[SeenCheck] = (),
) -> SeenPull:
    return SeenPull(
        number=pull.number,
        title=pull.title,
        body=pull.body,
        author=pull.author,
        branch=pull.head_branch,
        head_sha=pull.head_sha,
        base_branch=pull.base_branch,
        labels=pull.labels,
        is_open=pull.state is State.OPEN,
        merged=pull.merged,
        from_fork=pull.from_fork,
        has_others=has_others,
        paths=tuple(paths),
        comments=tuple(comments),
        checks=tuple(checks),
    )


def _last_days(tree: Tree) -> Sequence[Point]:
    """Count from the first day that is shown, not from the book's beginning."""
    paths = [path for path in tree.names(DAYS) if DAY_FILE.matches(path)][-SHOWN:]
    tree.bring(paths)
    days = day_records(tree, (path[len(DAYS) :].removesuffix(".json") for path in paths))
    return points(((day, one.book.bps) for day, one in days), Equity())


def _paths(one: Surveyed) -> tuple[str, ...]:
    """Take what is not listed for the registry: that is read, and tells."""
    return (*one.paths, REGISTRY) if one.more_paths else one.paths


def _issue(forge: Forge, number: int) -> Sequence[Issue]:
    """Find the fleet issue where people took its label off."""
    try:
        return [forge.issue(number)]
    except NotFound:
        return []


def _seen_issue(issue: Issue) -> SeenIssue:
    is_open = issue.state is State.OPEN
    return SeenIssue(issue.number, issue.title, issue.body, issue.author, is_open, issue.pinned)


def _check(run: CheckRun) -> SeenCheck:
    said = run.report
    return SeenCheck(
        run.name, said.conclusion or "", said.title, run.app, "", said.external_id, run.id
    )


def _status(one: Status) -> SeenCheck:
    return SeenCheck(one.context, one.state, one.description, creator=one.creator)


def _text(forge: Forge, path: str, ref: str) -> str:
    """Read a file; one that is missing or no text is empty, and allows nothing."""
    try:
        return (forge.read_file(path, ref) or b"").decode()
    except (NotFound, UnicodeDecodeError):
        return ""
