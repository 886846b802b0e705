"""What the watchdog is given."""

from bot.commands.alerting import alert_stale
from bot.commands.watchdog import Kennel
from bot.ports.forge import Forge
from bot.state.tree import Tree
from bot.wiring.gate import gate_keeper
from bot.wiring.mail import siren
from bot.wiring.shell import Shell


def kennel(shell: Shell, forge: Forge) -> Kennel:
    def tree() -> Tree:
        """Open the store only now: where it lies stands in policies that may have mistakes."""
        return shell.store.tree()

    return Kennel(
        forge,
        shell.out,
        tree,
        lambda: shell.written_policy.governor,
        gate_keeper(shell),
        shell.now,
        shell.lacking(forge),
        lambda found: alert_stale(siren(shell, shell.out), found),
    )
