"""The bundled fleet and a past of it, on which a change of policy is tried."""

from dataclasses import replace

from bot.adapters.policies import policy_texts
from bot.adapters.shipped import shipped
from bot.commands.demo.demo import DAYS, START
from bot.commands.demo.fleet import FLEET
from bot.commands.demo.ground import repository
from bot.commands.demo.past import bundled_past
from bot.commands.gating.reading import PATHS
from bot.commands.gating.trying import EVERY, Past
from bot.commands.replaying.comparing import Rivals
from bot.commands.replaying.reading import Wanted, read_past
from bot.errors import BadPolicy
from bot.policy.load import read

SEED = 7


def bundled(rivals: Rivals) -> Past:
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
