"""The door: finds the command, turns every failure into one sentence and an exit code."""

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from bot import __version__
from bot.cli.lazy import LazyGroup
from bot.errors import BadPolicy, GovernorError

if TYPE_CHECKING:
    from collections.abc import Sequence

BUG, INTERRUPTED, USAGE = 3, 130, 2


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try it:  governor demo     Start your own:  governor policy check",
)
@click.version_option(__version__, prog_name="governor")
def governor() -> None:
    """Govern a fleet of trading agents from its Git repository.

    Every command takes --repo, --now, --local and --json. Exit codes: 0 done, 1 refused or
    failed with a sentence that says why, 2 usage, 3 a bug in Governor.
    """


def main(arguments: "Sequence[str] | None" = None) -> NoReturn:
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: "Sequence[str]") -> int:
    try:
        return _invoke(arguments)
    except click.ClickException as error:
        error.show()
        return USAGE
    except GovernorError as error:
        _explain(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped. What was finished is kept; run the same command again.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:  # noqa: BLE001 - the last net: no traceback reaches a user
        from bot.cli.crash import report  # noqa: PLC0415 - only a bug pays for it

        click.echo(report(error, arguments), err=True)
        return BUG


def _invoke(arguments: "Sequence[str]") -> int:
    code = governor.main(list(arguments), prog_name="governor", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _explain(error: GovernorError) -> None:
    if isinstance(error, BadPolicy):
        for problem in error.problems:
            click.echo(problem.sentence(), err=True)
    click.echo(f"governor: {error}", err=True)


def _reader_left() -> int:
    # `governor ... | head` closes the pipe early; what Python would print about it helps nobody.
    sys.stderr.close()
    return 0
