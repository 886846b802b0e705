"""The options that every command takes, and the shell they make."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

import click

from bot.wiring.shell import Options, Shell

Command = Callable[Concatenate[Shell, ...], int]


def shared(command: Command) -> Callable[..., int]:
    """Give a command --repo, --now, --local and --json, and hand it the shell they make."""

    @click.option(
        "--repo", default=".", metavar="DIR", help="Where policies/ and state/ are [default: here]."
    )
    @click.option("--now", default="", metavar="TIME", help="Act as of this time, in RFC 3339.")
    @click.option(
        "--local", is_flag=True, help="Use the state folder in place, and the local forge."
    )
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @wraps(command)
    def with_shell(*, repo: str, now: str, local: bool, as_json: bool, **rest: object) -> int:
        return command(Shell(Options(repo, now, local, as_json)), **rest)

    return with_shell
