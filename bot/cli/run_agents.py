import click

from bot.cli.common import shared
from bot.commands.run_agents import run_agents as run
from bot.wiring.running import yard
from bot.wiring.shell import Shell


@click.command(name="run-agents", epilog="Example:  governor run-agents --dry-run")
@click.option("--agent", default="", metavar="NAME", help="Only this one, due or not.")
@click.option("--dry-run", is_flag=True, help="Only say who would run, and why others would not.")
@shared
def run_agents(shell: Shell, *, agent: str, dry_run: bool) -> int:
    """Run the agents that are due, each in a process of its own, and store what they say.

    Kill lists, switches and stages are asked before anything of an agent is imported.
    """
    return run(yard(shell), agent, dry=dry_run)
