import io
from pathlib import Path

import pytest

from bot.adapters.terminal import Terminal
from bot.settings.environment import from_environ
from bot.words.problem import Problem

HOSTILE = Problem("in\nbox:1,x", 7, "agent", "\x1b[31m::error::%0a\u202e", "is not a name")


def terminal(
    environ: dict[str, str], *, as_json: bool = False
) -> tuple[Terminal, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Terminal(from_environ(environ), as_json=as_json, out=out, err=err), out, err


def test_people_read_lines_and_programs_read_json() -> None:
    spoken, out, _ = terminal({})
    spoken.say("3 stored")
    spoken.result({"stored": 3})
    assert out.getvalue() == "3 stored\n"
    spoken, out, _ = terminal({}, as_json=True)
    spoken.say("3 stored")
    spoken.result({"stored": 3})
    assert out.getvalue() == '{\n  "stored": 3\n}\n'


def test_under_actions_a_problem_is_an_annotation_that_cannot_break_out() -> None:
    spoken, out, _ = terminal({"GITHUB_ACTIONS": "true"})
    spoken.problems([HOSTILE])
    (line,) = out.getvalue().splitlines()
    assert line.startswith("::error file=in\\u000abox%3A1%2Cx,line=7::")
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert "%0a" not in line


def test_under_actions_with_json_annotations_leave_the_output_alone() -> None:
    spoken, out, err = terminal({"GITHUB_ACTIONS": "true"}, as_json=True)
    spoken.warn("late")
    assert out.getvalue() == ""
    assert "::warning::late" in err.getvalue()


def test_the_job_summary_is_appended(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("# before\n")
    spoken, _, _ = terminal({"GITHUB_STEP_SUMMARY": str(path)})
    spoken.summary("| a |\n|---|")
    assert path.read_text() == "# before\n| a |\n|---|\n"


def test_many_problems_are_cut_with_a_count() -> None:
    spoken, _, err = terminal({})
    spoken.problems([Problem("f", n, "", "", "is bad") for n in range(60)])
    assert len(err.getvalue().splitlines()) == 51
    assert "and 10 more" in err.getvalue()


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CI": "true"}, ["work: 3 of 10", "work: 6 of 10", "work: 9 of 10", "work: 10 of 10"]),
        ({}, []),
    ],
)
def test_progress_in_a_log_is_a_line_a_quarter_and_nothing_in_a_pipe(
    environ: dict[str, str], said: list[str]
) -> None:
    spoken, _, err = terminal(environ)
    with spoken.progress("work", 10) as progress:
        for step in (3, 3, 3, 1):
            progress.advance(step)
    assert err.getvalue().splitlines() == said


def test_secrets_never_show() -> None:
    assert "hunter2" not in repr(from_environ({"GOVERNOR_AUDIT_KEY": "hunter2"}))


@pytest.mark.parametrize(
    "hostile", ["  ::stop-commands::x", "a\n::add-mask::b", "a ##[set-output]"]
)
def test_under_actions_no_word_of_others_is_a_command(hostile: str) -> None:
    spoken, out, err = terminal({"GITHUB_ACTIONS": "true"})
    spoken.say(hostile)
    spoken.warn(hostile)
    spoken.problems([Problem("f", 1, "", hostile, hostile)])
    said = [*out.getvalue().splitlines(), *err.getvalue().splitlines()]
    assert not [line for line in said if "##[" in line]
    obeyed = [line for line in said if line.lstrip().startswith("::")]
    assert all(line.startswith(("::warning::", "::error file=f,line=1::")) for line in obeyed)


def test_elsewhere_words_are_left_as_they_are() -> None:
    spoken, out, _ = terminal({})
    spoken.say("::x ##[y]")
    assert out.getvalue() == "::x ##[y]\n"
