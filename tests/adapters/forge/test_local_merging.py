"""Random histories, merged by the forge and by plain git in a work tree: the outcome is one."""

from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.git import Git
from bot.errors import MergeConflict, NotMergeable
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull
from tests.adapters.forge.world import World

PATHS = ("a.txt", "b.txt", "sub/c.txt")
LINES = 9
CONFLICT = "conflict"
RUN = count()


@dataclass(frozen=True, slots=True)
class Edit:
    """Change one line of a file, or take the file away."""

    path: str
    line: int
    text: str | None


EDITS = st.builds(
    Edit,
    st.sampled_from(PATHS),
    st.integers(0, LINES - 1),
    st.sampled_from(["x", "y", "z"]) | st.none(),
)


@dataclass(frozen=True, slots=True)
class History:
    topic: list[Edit]
    base: list[Edit]


HISTORIES = st.builds(History, st.lists(EDITS, min_size=1, max_size=3), st.lists(EDITS, max_size=2))


def committed(world: World, branch: str, edit: Edit, turn: int) -> None:
    head = world.bot.branch_head(branch) or ""
    old = world.bot.read_file(edit.path, branch)
    if edit.text is None and old is None:
        return
    lines = (old or b"\n" * LINES).split(b"\n")
    lines[edit.line] = (edit.text or "").encode()
    new = None if edit.text is None else b"\n".join(lines)
    if new != old:
        world.bot.commit_files(branch, head, [FileChange(edit.path, new)], f"Edit {turn}", head)


def told(world: World, history: History) -> tuple[str, str]:
    """Make both branches of a history and give their names."""
    run = next(RUN)
    base, topic = f"base-{run}", f"topic-{run}"
    text = b"".join(b"line %d\n" % number for number in range(LINES))
    start = [FileChange(path, text) for path in PATHS]
    first = world.bot.commit_files(base, world.main(), start, "Start", None).sha
    world.bot.create_branch(topic, first)
    for branch, edits in ((topic, history.topic), (base, history.base)):
        for turn, edit in enumerate(edits):
            committed(world, branch, edit, turn)
    return base, topic


def by_git(git: Git, method: MergeMethod, base: str, topic: str) -> str:
    git.run("checkout", "-q", "--detach", f"origin/{base}")
    match method:
        case MergeMethod.MERGE:
            answer = git.attempt("merge", "-q", "--no-ff", "-m", "x", f"origin/{topic}")
        case MergeMethod.SQUASH:
            answer = git.attempt("merge", "-q", "--squash", f"origin/{topic}")
        case MergeMethod.REBASE:
            answer = git.attempt("rebase", "-q", f"origin/{base}", f"origin/{topic}")
    outcome = CONFLICT if answer.code else git.text("write-tree")
    git.attempt("rebase", "--abort")
    git.run("reset", "-q", "--hard")
    return outcome


def by_forge(world: World, method: MergeMethod, base: str, topic: str) -> str:
    pull = world.bot.open_pull(NewPull("Topic", topic, base))
    try:
        done = world.bot.merge_pull(pull.number, method, pull.head_sha)
    except MergeConflict:
        return CONFLICT
    except NotMergeable:
        return world.bot.commit(pull.base_sha).tree
    return world.bot.commit(done.merge_sha).tree


def agree(world: World, method: MergeMethod, history: History) -> None:
    base, topic = told(world, history)
    if world.bot.compare(base, topic).ahead_by:
        expected = by_git(world.clone(), method, base, topic)
        assert by_forge(world, method, base, topic) == expected


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
METHODS = pytest.mark.parametrize("method", list(MergeMethod))


@METHODS
@settings(max_examples=5, deadline=None, suppress_health_check=SLOW)
@given(history=HISTORIES)
def test_some_random_histories(local: World, method: MergeMethod, history: History) -> None:
    agree(local, method, history)


@pytest.mark.long
@METHODS
@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(history=HISTORIES)
def test_many_random_histories(local: World, method: MergeMethod, history: History) -> None:
    agree(local, method, history)
