"""The door: finds the command, turns every failure into one sentence and an exit code."""

import gc
import json
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from bot import __version__
from bot.cli.lazy import LazyGroup
from bot.errors import BadPolicy, GovernorError
from bot.words.text import printable, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

BUG, INTERRUPTED, USAGE, FAILED = 3, 130, 2, 1
LONGEST = 4000
# What a command reads and reckons refers to itself nowhere: looking through all of it again and
# again took a third of a cycle. A long command is still cleared of what does, less often.
OBJECTS_BETWEEN_COLLECTIONS = 500_000


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try it:  governor demo     Start your own:  governor init",
)
@click.version_option(__version__, prog_name="governor")
def governor() -> None:
    """Govern a fleet of trading agents from its Git repository.

    Every command takes --repo, --now, --local and --json. Exit codes: 0 done, 1 refused or
    failed with a sentence that says why, 2 usage, 3 a bug in Governor.
    """


def main(arguments: "Sequence[str] | None" = None) -> NoReturn:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    code = run(sys.argv[1:] if arguments is None else arguments)
    # Python would look through all that is left before it ends, for half a second after a cycle.
    gc.freeze()
    sys.exit(code)


def run(arguments: "Sequence[str]") -> int:
    try:
        return _invoke(arguments)
    except click.ClickException as error:
        error.show()
        return USAGE
    except GovernorError as error:
        _explain(error, as_json="--json" in arguments)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped. What was finished is kept; run the same command again.", err=True)
        return INTERRUPTED
    except OSError as error:
        return _machine_failed(error)
    except Exception as error:  # noqa: BLE001 - the last net: no traceback reaches a user
        from bot.cli.crash import report  # noqa: PLC0415 - only a bug pays for it

        click.echo(report(error, arguments), err=True)
        return BUG


def _invoke(arguments: "Sequence[str]") -> int:
    code = governor.main(list(arguments), prog_name="governor", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _explain(error: GovernorError, *, as_json: bool) -> None:
    if isinstance(error, BadPolicy):
        for problem in error.problems:
            click.echo(quiet(problem.sentence()), err=True)
    sentence = printable(str(error), LONGEST)
    click.echo(quiet(f"governor: {sentence}"), err=True)
    if as_json:
        click.echo(json.dumps({"v": 1, "error": type(error).__name__, "sentence": sentence}))


def _machine_failed(error: OSError) -> int:
    """Say what is full, missing or forbidden: that is no bug."""
    if isinstance(error, BrokenPipeError):
        # `governor ... | head` closes the pipe early; what Python prints about it helps nobody.
        # Nobody knows how far the command came, so it does not count as done.
        sys.stderr.close()
    else:
        where = error.filename or "itself"
        why = (error.strerror or str(error)).lower()
        mend = "Mend that, and run the same command again."
        click.echo(f"governor: Cannot go on: the machine says of {where}: {why}. {mend}", err=True)
    return FAILED
