"""The steps of a cycle: each is tried, heard and timed, whatever becomes of the others."""

from itertools import count

import pytest

from bot.commands.cycle import Round, cycle
from bot.commands.cycling.step import Step, Work
from bot.errors import Refused
from bot.ports.output import Output
from tests.fakes.output import HeardOutput


def quiet(out: Output) -> int:
    out.say("0 lines")
    out.result({"v": 1, "lines": 0})
    return 0


def busy(out: Output) -> int:
    out.say("2 lines")
    out.summary("### Ingest")
    return 0


def refused(out: Output) -> int:
    out.say("so far so good")
    raise Refused("Cannot reach it: it is down.")


def broken(out: Output) -> int:
    del out
    raise ZeroDivisionError


def full(out: Output) -> int:
    del out
    raise OSError(28, "No space left on device", "state.git")


def run(out: HeardOutput, **works: Work) -> int:
    steps = [Step(name, work) for name, work in works.items()]
    ticks = count()
    return cycle(Round(steps, out, lambda: float(next(ticks))))


def test_a_cycle_without_news_says_one_line() -> None:
    out = HeardOutput()
    assert run(out, ingest=quiet, judge=quiet) == 0
    assert out.said == ["Nothing new, in 2.0 s (ingest 1.0, judge 1.0)."]
    assert out.results == [
        {
            "v": 1,
            "steps": {
                name: {"seconds": 1.0, "code": 0, "why": "", "result": {"v": 1, "lines": 0}}
                for name in ("ingest", "judge")
            },
        }
    ]


def test_what_happened_is_told_under_the_name_of_its_step() -> None:
    out = HeardOutput()
    assert run(out, ingest=busy, judge=quiet) == 0
    assert out.said == ["ingest:", "2 lines", "Done, in 2.0 s (ingest 1.0, judge 1.0)."]
    assert out.summaries[0] == "### Ingest"
    assert "| judge | 1.0 | nothing new |" in out.summaries[1]


@pytest.mark.parametrize(
    ("failing", "why"),
    [
        (refused, "Cannot reach it: it is down."),
        (full, "Cannot go on: the machine says of state.git: no space left on device."),
    ],
)
def test_a_step_that_fails_keeps_no_other_back(failing: Work, why: str) -> None:
    out = HeardOutput()
    assert run(out, reconcile=failing, judge=busy) == 1
    assert out.warned == [f"reconcile: {why}"]
    assert "2 lines" in out.said
    assert out.said[-1].startswith("1 step failed (reconcile); the others are done, in")
    assert f"| reconcile | 1.0 | {why} |" in out.summaries[-1]


def test_nor_does_a_bug_which_is_raised_in_the_end() -> None:
    out = HeardOutput()
    with pytest.raises(ZeroDivisionError):
        run(out, reconcile=broken, judge=busy)
    assert out.warned == ["reconcile: a bug in Governor (ZeroDivisionError)"]
    assert "2 lines" in out.said


@pytest.mark.parametrize(("gate", "taken"), [(busy, True), (quiet, False)])
def test_what_follows_another_step_is_done_only_where_that_had_news(
    gate: Work,
    taken: bool,  # noqa: FBT001
) -> None:
    out = HeardOutput()
    steps = [Step("gate", gate), Step("tell", quiet, follows="gate")]
    assert cycle(Round(steps, out, lambda: 0.0)) == 0
    assert ("tell" in str(out.results[0])) is taken


def test_a_code_is_enough_to_fail() -> None:
    assert run(HeardOutput(), apply=lambda _: 1, gate=quiet) == 1
