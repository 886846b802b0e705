import click

from bot.cli.common import shared
from bot.commands.respond import respond as run
from bot.commands.respond import spoken_in
from bot.wiring.responding import counter
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor respond --event event.json")
@click.option("--event", default="", metavar="FILE", help="GitHub's event [GITHUB_EVENT_PATH].")
@click.option("--approved", is_flag=True, help="Obey what raises risk too: somebody approved.")
@shared
def respond(shell: Shell, *, event: str, approved: bool) -> int:
    """Obey a command that a person wrote in a comment, such as `/governor kill NAME REASON`.

    Under a pull request or the fleet issue, as far as the author's permission goes at this moment;
    answered once, with a reaction and a reply.
    """
    said = spoken_in(event or shell.settings.event_file)
    with shell.forge() as forge:
        return run(counter(shell, forge, approved=approved), said)
