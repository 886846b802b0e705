"""Where a person's act is taken in."""

import time

from bot.commands.human import Desk
from bot.state.audit.note import PolicySource, Witness
from bot.wiring.shell import Shell


def desk_of(shell: Shell, by: str) -> Desk:
    policy = shell.written_policy
    actor = by or shell.settings.actor
    source = PolicySource(policy.digest, shell.settings.commit, actor)
    witness = Witness(shell.now, actor, source, shell.code_version)
    return Desk(shell.store, shell.out, policy, witness, shell.sign, elapsed=time.monotonic)
