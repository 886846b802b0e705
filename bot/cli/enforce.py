import click

from bot.cli.common import shared
from bot.commands.enforce import enforce as run
from bot.commands.enforce import push_from
from bot.wiring.enforcing import office
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor enforce --local")
@click.option("--before", default="", metavar="SHA", help="What stood there before the push.")
@click.option("--after", default="", metavar="SHA", help="What was pushed.")
@click.option("--event", default="", metavar="FILE", help="GitHub's event [GITHUB_EVENT_PATH].")
@shared
def enforce(shell: Shell, *, before: str, after: str, event: str) -> int:
    """Let what was merged into policies/ bite at once, without waiting for the next cycle.

    Kills, lower stages and the shadow mode are taken out of the lease, each new kill is
    acknowledged in the audit record with its latency, and open pull requests are judged again.
    """
    push = push_from(before, after, event or shell.settings.event_file)
    with shell.forge() as forge:
        return run(office(shell, forge), push)
