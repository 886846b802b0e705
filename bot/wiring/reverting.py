"""Where merged pull requests are undone: beside the remote, in a clone of the bot's own."""

from bot.adapters.policies import FOLDER
from bot.adapters.private_clone import Signature
from bot.adapters.remote import Remote
from bot.adapters.reverting.reverts import GitReverts
from bot.policy.edit import FILE
from bot.policy.keep_lower import keep_lower
from bot.ports.reverts import Reverts
from bot.wiring.forge import forge_folder
from bot.wiring.shell import Shell

MENDERS = {f"{FOLDER}/{FILE}": keep_lower}


def reverts(shell: Shell) -> Reverts:
    state = shell.written_policy.governor.state
    signature = Signature(state.author_name, state.author_email)
    return GitReverts(_remote(shell), shell.private / "reverts", signature, MENDERS)


def _remote(shell: Shell) -> Remote:
    if shell.options.local:
        url = str(forge_folder(shell.place) / "repository.git")
        return Remote(url, url, "")
    return shell.remote
