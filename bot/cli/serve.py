import click

from bot.cli.common import shared
from bot.commands.serve import serve as run
from bot.wiring.dashboard import own_folder, studio, window
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor serve --port 8642")
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535))
@click.option("--home", default="", metavar="URL", help="Where the repository stands, for links.")
@shared
def serve(shell: Shell, port: int, home: str) -> int:
    """Build the dashboard and show it on this machine alone."""
    folder = own_folder(shell)
    return run(studio(shell, str(folder), home), window(folder, port))
