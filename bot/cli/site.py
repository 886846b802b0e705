import click

from bot.cli.common import shared
from bot.commands.site import site as run
from bot.wiring.dashboard import studio
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor site --out site")
@click.option("--out", required=True, metavar="DIR", help="Where to write; its own folder.")
@click.option(
    "--home",
    default="",
    metavar="URL",
    help="Where the repository stands, for links [default: what GITHUB_REPOSITORY says].",
)
@shared
def site(shell: Shell, out: str, home: str) -> int:
    """Write the dashboard: static pages that need no server and hold no secret."""
    return run(studio(shell, out, home))
