"""The real replay of the real operations on a model remote, in every order of writers' steps."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.patience import Pace, Patience
from bot.adapters.replay import GaveUp, Troubled, replay
from bot.adapters.trouble import RACE, Trouble
from bot.state.agents import AGENTS, Agent
from bot.state.documents import load
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.state.measures import MergeMetrics
from bot.state.tree import Operation
from bot.words import instant
from bot.words.stage import RANK, Stage
from tests.adapters.model_remote import HASTY, ModelRemote, ModelWriter, interleave
from tests.adapters.operations import EVENTS, AddEvents
from tests.fakes.store import MemoryTree

NOW = instant.EPOCH + timedelta(days=1)
KILL = LimitStage("a", Stage.KILLED, "breach", NOW, "drawdown", "judge")
STALE_RELEASE = RaiseStage("a", Stage.LIVE, 1, NOW, "looked fine", "ann")
STEPS = 3


def measure(**metrics: int) -> MergeMetrics:
    return MergeMetrics(NOW, {"a": metrics})


def agent_of(tree: MemoryTree) -> Agent:
    return load(tree, AGENTS).agent("a")


def orders(left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if not any(left):
        yield ()
    for writer, steps in enumerate(left):
        if steps:
            rest = (*left[:writer], steps - 1, *left[writer + 1 :])
            yield from ((writer, *order) for order in orders(rest))


SCHEDULES = list(orders((STEPS, STEPS, STEPS)))


@pytest.mark.parametrize(
    ("third", "metrics"),
    [
        (measure(errors=2), {"runs": 7, "errors": 2}),
        (STALE_RELEASE, {"runs": 7}),
    ],
    ids=["three-writers", "stale-release"],
)
def test_killed_stays_killed_and_metrics_are_kept_in_every_order(
    third: Operation, metrics: dict[str, int]
) -> None:
    assert len(SCHEDULES) == 1680
    for schedule in SCHEDULES:
        remote = ModelRemote()
        writers = [ModelWriter(remote, [work]) for work in (KILL, measure(runs=7), third)]
        interleave(writers, schedule)
        agent = agent_of(remote.tree)
        assert (agent.stage, agent.metrics) == (Stage.KILLED, metrics), schedule


WORK = st.one_of(
    st.builds(
        lambda stage, cause: LimitStage("a", stage, cause, NOW, "r", "judge"),
        st.sampled_from(Stage),
        st.sampled_from(["breach", "demote"]),
    ),
    st.builds(measure, runs=st.integers(0, 9)),
    st.builds(
        lambda sequence: RaiseStage("a", Stage.LIVE, sequence, NOW, "r", "ann"), st.integers(0, 3)
    ),
)


@given(
    st.lists(st.lists(WORK, min_size=1, max_size=3), min_size=2, max_size=4).flatmap(
        lambda jobs: st.tuples(st.just(jobs), st.lists(st.integers(0, len(jobs) - 1), max_size=24))
    )
)
def test_history_is_that_of_some_order_of_whole_commits(
    both: tuple[Sequence[Sequence[Operation]], Sequence[int]],
) -> None:
    """Every writer's work is there, once, and a stage rises only by an act that saw it all."""
    jobs, schedule = both
    remote = ModelRemote()
    writers = [
        ModelWriter(remote, [*job, AddEvents((str(number),))]) for number, job in enumerate(jobs)
    ]
    interleave(writers, schedule)
    assert sorted(remote.tree.lines(EVENTS)) == [str(n).encode() for n in range(len(jobs))]
    order = [int(line) for line in remote.tree.lines(EVENTS)]
    alone = MemoryTree()
    for number in order:
        alone.run([*jobs[number], AddEvents((str(number),))])
    assert alone.files == remote.tree.files
    acts = max((w.sequence for job in jobs for w in job if isinstance(w, RaiseStage)), default=0)
    stages = [RANK[agent_of(remote.commits[head]).stage] for head in remote.history]
    if acts == 0:
        assert stages == sorted(stages, reverse=True)


class Lossy(ModelWriter):
    """The push arrives, but the answer does not."""

    def move(self, base: str, commit: str) -> None:
        super().move(base, commit)
        raise Troubled(Trouble("the remote does not answer", "Wait", again=True))


def test_a_push_whose_answer_was_lost_is_not_done_twice() -> None:
    remote = ModelRemote()
    receipt = Lossy(remote, [AddEvents(("a",))]).run()
    assert (receipt.changed, receipt.tries) == (True, 2)
    assert remote.history == ["", receipt.head]


def test_no_work_is_no_push() -> None:
    remote = ModelRemote()
    receipt = ModelWriter(remote, []).run()
    assert (receipt.changed, receipt.tries, remote.history) == (False, 1, [""])


class Refusing(ModelWriter):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(ModelRemote(), [AddEvents(("a",))])
        self._trouble = trouble

    def move(self, base: str, commit: str) -> None:
        del base, commit
        raise Troubled(self._trouble)


def test_what_no_waiting_mends_is_not_tried_again() -> None:
    forbidden = Trouble("the rules refuse it", "Change them", again=False)
    with pytest.raises(GaveUp, match="the rules refuse it") as end:
        Refusing(forbidden).run()
    assert end.value.tries == 1


def test_giving_up_says_how_long_it_was_tried() -> None:
    writer = Refusing(RACE)
    patience = Patience(first=50.0, longest=50.0, sleep=lambda _: None, chance=lambda: 1.0)
    with pytest.raises(GaveUp, match="10 tries over 450 s failed, the last because another writer"):
        replay(writer, writer.build, None, Pace(patience))


def test_a_known_commit_saves_the_first_question() -> None:
    remote = ModelRemote()
    writer = ModelWriter(remote, [AddEvents(("a",))])
    asked: list[int] = []
    writer.step = lambda: asked.append(1)
    replay(writer, writer.build, "", Pace(HASTY))
    assert len(asked) == 2
