"""Who keeps the gate of merges, and tries changes of policy on history."""

import time
from dataclasses import replace

from bot.adapters.policies import policy_texts
from bot.adapters.shipped import shipped
from bot.commands.demo.demo import DAYS, START
from bot.commands.demo.fleet import FLEET
from bot.commands.demo.ground import repository
from bot.commands.demo.past import bundled_past
from bot.commands.gate import GateKeeper
from bot.commands.gating.reading import PATHS
from bot.commands.gating.remembering import Shelf
from bot.commands.gating.standing import standing
from bot.commands.gating.trying import EVERY, Past, Trial
from bot.commands.replaying.comparing import Rivals
from bot.commands.replaying.reading import Wanted, read_past
from bot.errors import BadPolicy
from bot.policy.load import read
from bot.state.tree import Tree
from bot.wiring.shell import Shell

SEED = 7


def gate_keeper(shell: Shell) -> GateKeeper:
    # A state that cannot even be found must not keep anybody from a kill: it is opened when read.
    def tree() -> Tree:
        return shell.store.tree()

    return GateKeeper(
        shell.forge,
        lambda rules: standing(shell.bench, rules),
        shell.out,
        Shelf(lambda: shell.store),
        trial=lambda kept: Trial(tree, time.monotonic, shell.out, _bundled, kept),
    )


def _bundled(rivals: Rivals) -> Past:
    """Give the bundled fleet to both, and a past of it."""
    texts = repository(policy_texts(shipped()), FLEET)
    policy, problems = read({path: text for path, text in texts.items() if path in PATHS})
    if policy is None:
        raise BadPolicy(problems)
    before, after = (
        replace(one, agents=policy.agents, kill_list=policy.kill_list)
        for one in (rivals.before, rivals.after)
    )
    past = bundled_past(SEED, START, DAYS)
    return Rivals(before, after), lambda terms: read_past(past, terms, Wanted(None, None, EVERY))
