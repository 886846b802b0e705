"""What a person meets at the door: one sentence, the right exit code, never a traceback."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from bot import __version__
from bot.cli import lazy
from bot.cli.common import shared
from bot.cli.main import OBJECTS_BETWEEN_COLLECTIONS, main, run
from bot.errors import BadPolicy, CorruptState, Refused
from bot.wiring.shell import Shell
from bot.words.problem import Problem

BROKEN = Problem("policies/risk.yml", 3, "nav_usd", "-1", "must be above 0")
Install = Callable[[Callable[[Shell], int]], None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a command called `probe` where the door finds it."""

    def put(body: Callable[[Shell], int]) -> None:
        monkeypatch.setattr(
            sys.modules[__name__], "probe", click.command(shared(body)), raising=False
        )
        monkeypatch.setitem(lazy.COMMANDS, "probe", (f"{__name__}:probe", "A probe."))

    return put


def fail(error: BaseException) -> Callable[[Shell], int]:
    def body(shell: Shell) -> int:
        del shell
        raise error

    return body


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (Refused("No."), 1, "governor: No."),
        (Refused("No \x1b[31mred\nline."), 1, "governor: No \\u001b[31mred\\u000aline."),
        (CorruptState("state/a.json", "it ends in the middle"), 1, "Cannot use state/a.json: it"),
        (BadPolicy([BROKEN]), 1, "policies/risk.yml:3: nav_usd must be above 0 (got -1)"),
        (BadPolicy([BROKEN, BROKEN]), 1, "The policies have 2 mistakes"),
        (KeyboardInterrupt(), 130, "Stopped. What was finished is kept"),
        (OSError(28, "No space left on device"), 1, "itself: no space left on device. Mend"),
        (PermissionError(13, "Permission denied", "state"), 1, "state: permission denied. Mend"),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_code(
    error: BaseException,
    code: int,
    sentence: str,
    install: Install,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install(fail(error))
    assert run(["probe"]) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_a_program_is_told_of_a_failure_in_json(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install(fail(Refused("No.")))
    assert run(["probe", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"v": 1, "error": "Refused", "sentence": "No."}


def test_git_never_sees_what_is_this_machine_s_own(install: Install, tmp_path: Path) -> None:
    def body(shell: Shell) -> int:
        return 0 if shell.private.is_dir() else 1

    install(body)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert run(["probe", "--repo", str(tmp_path)]) == 0
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    seen = subprocess.run(status, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert seen == ""


def test_a_bug_leaves_its_traceback_in_a_named_file(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install(fail(ZeroDivisionError("oops")))
    assert run(["probe"]) == 3
    said = capsys.readouterr().err
    assert "this is a bug in Governor" in said
    assert "Traceback" not in said
    details = Path(said.split("details are in ")[1].split(";")[0])
    assert "ZeroDivisionError: oops" in details.read_text(encoding="utf-8")
    details.unlink()


def test_the_exit_code_of_a_command_is_the_exit_code(install: Install) -> None:
    install(lambda _: 1)
    assert run(["probe"]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["prob"], "There is no command 'prob'. Did you mean probe?"),
        (["probe", "--nwo", "x"], "No such option"),
        (["probe", "--now", "yesterday"], "Cannot use --now 'yesterday'"),
        (["probe", "--now", "2026-01-01T00:00:00"], "has no time zone"),
        (["probe", "--now", "0001-01-01T00:00:00Z"], "must lie in the years 2000 to 2099"),
        (["probe", "--now", "9999-12-31T00:00:00Z"], "must lie in the years 2000 to 2099"),
        (["probe", "--now", "0001-01-01T00:00:00+01:00"], "is out of range"),
        ([], "Usage: governor"),
    ],
)
def test_usage_mistakes_exit_2(
    arguments: list[str], sentence: str, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install(lambda _: 0)
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_now_is_the_given_time(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    def body(shell: Shell) -> int:
        click.echo(shell.now.isoformat())
        return 0

    install(body)
    assert run(["probe", "--now", "2026-11-21T10:00:00+01:00"]) == 0
    assert capsys.readouterr().out == "2026-11-21T09:00:00+00:00\n"


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_is_in_the_help(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([flag]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {name} " in said for name in lazy.COMMANDS)


@pytest.mark.parametrize("name", sorted(lazy.COMMANDS))
def test_every_command_explains_itself_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    assert f"governor {name}" in capsys.readouterr().out.split("Usage:")[1]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


def test_a_reader_who_leaves_early_is_no_error() -> None:
    command = [sys.executable, "-m", "bot", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        assert asked.stdout
        assert asked.stderr
        asked.stdout.close()
        assert asked.stderr.read() == b""
    assert asked.returncode in (0, 1)


def test_a_command_seldom_looks_for_objects_that_refer_to_themselves() -> None:
    before = gc.get_threshold()
    try:
        with pytest.raises(SystemExit):
            main(["--version"])
        assert gc.get_threshold()[0] == OBJECTS_BETWEEN_COLLECTIONS
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_a_command_that_is_done_looks_for_no_more_of_them() -> None:
    before = gc.get_threshold()
    try:
        with pytest.raises(SystemExit):
            main(["--version"])
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
