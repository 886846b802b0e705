import click

from bot.cli.common import shared
from bot.commands.compact import Wish
from bot.commands.compact import compact as run
from bot.wiring.compacting import yard_of
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor compact")
@click.option("--yes", is_flag=True, help="Do it; without, only say what would be done.")
@click.option(
    "--squash", is_flag=True, help="Also make one commit of all that are older than keep_days."
)
@click.option("--drop-archive", is_flag=True, help="Keep no reference to the squashed commits.")
@click.option("--reason", default="", help="Why the history is squashed; it is recorded.")
@click.option("--by", default="", help="Who; under Actions the person who started the run.")
@shared
def compact(
    shell: Shell, *, yes: bool, squash: bool, drop_archive: bool, reason: str, by: str
) -> int:
    """Say what would need less room: closed days as Parquet, old commits as one.

    With --yes closed days are written anew and forgotten objects removed. The history of the state
    branch is squashed only with --squash too; its old commits stay in an archive on the remote.
    """
    wish = Wish(does=yes, squashes=squash, drops_archive=drop_archive, reason=reason)
    return run(yard_of(shell, by), wish)
