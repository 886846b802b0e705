import click

from bot.cli.common import shared
from bot.commands.audit_verify import audit_verify
from bot.commands.verify_history import verify_history as run
from bot.errors import BadUsage
from bot.wiring.replaying import chronicle_of
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor verify-history")
@shared
def verify_history(shell: Shell) -> int:
    """Check the audit record, then decide every recorded judgement again by the same policies.

    Names the first decision that comes out otherwise, and each file that was rewritten.
    """
    if shell.options.local:
        raise BadUsage(
            "Cannot verify history with --local: a folder keeps none; leave --local out."
        )
    digest = shell.written_policy.digest
    sound = audit_verify(shell.store, shell.out, shell.anchors(), digest, shell.signatures())
    return max(sound, run(chronicle_of(shell), shell.out))
