"""What a person may do to the fleet at once; each act is recorded with who and why."""

from collections.abc import Callable
from typing import Concatenate

import click

from bot.cli.common import Command, shared
from bot.commands import kill as killing
from bot.commands import mode as modes
from bot.commands import pause as pausing
from bot.commands import release as releasing
from bot.commands import revive as reviving
from bot.commands.human import Desk
from bot.wiring.people import desk_of
from bot.wiring.shell import Shell

TARGET = "An agent, class:NAME for a strategy class, or all."
Act = Callable[Concatenate[Desk, ...], int]


def button(act: Act) -> Command:
    """Ask who and why, and take the act in at a desk."""

    @click.option("--reason", default="", help="Why; it is recorded.")
    @click.option("--by", default="", help="Who; under Actions the person who started the run.")
    @shared
    def press(shell: Shell, *, reason: str, by: str, **rest: str) -> int:
        return act(desk_of(shell, by), **rest, reason=reason)

    return press


def on_target(name: str, act: Act, text: str, example: str) -> click.Command:
    argument = click.argument("target", metavar="TARGET")
    return click.command(name, help=f"{text}\n\nTARGET: {TARGET}", epilog=f"Example:  {example}")(
        argument(button(act))
    )


kill = on_target(
    "kill",
    killing.kill,
    "Stop a target at once, until a person revives it.",
    'governor kill momentum-btc --reason "fills look wrong" --by kim',
)
revive = on_target(
    "revive",
    reviving.revive,
    "Lift a kill: an agent begins again in shadow, those of a class or the fleet where they were.",
    'governor revive momentum-btc --reason "broker fixed" --by kim',
)
pause = on_target(
    "pause",
    pausing.pause,
    "Stop a target for a while; a release lets it go on where it was.",
    'governor pause class:momentum --reason "exchange maintenance" --by kim',
)
release = on_target(
    "release",
    releasing.release,
    "Let a paused, quarantined or breached target go on.",
    'governor release all --reason "drawdown reviewed" --by kim',
)
mode = click.command(
    "mode",
    help="Keep the whole fleet in shadow, or let it trade as far as the policies allow.",
    epilog='Example:  governor mode shadow --reason "holidays" --by kim',
)(click.argument("wanted", metavar="shadow|live")(button(modes.mode)))
