"""The lease beside its renewal: signed, and narrowed at once by what was stopped since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.decisions.keeping import put
from bot.decisions.killed import kept_in_shadow, remembered_as_killed, together
from bot.decisions.lease import narrowed
from bot.errors import GovernorError
from bot.ports.store import Message, Store
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.lease import GATE, Killed, Lease, signed_bytes
from bot.state.tree import Tree
from bot.words.stage import Stage

Sign: TypeAlias = Callable[[bytes], str]
TRIES = 5
NARROWED = "The lease says so too, for agents that see nothing else."
LATE = "agents that see only the lease learn of it with the next one, or when this one runs out"


@dataclass(frozen=True, slots=True)
class Rules:
    """What policies say beside the state: whom they stop, and how high each agent may stand.

    Without `stages` nothing is known of that.
    """

    killed: Killed
    stages: Mapping[str, Stage] | None = None
    in_shadow: bool = False


STATE_ALONE = Rules(Killed())


def signed(lease: Lease, sign: Sign | None) -> Lease:
    return lease.model_copy(update={"signature": sign(signed_bytes(lease))}) if sign else lease


def narrow(store: Store, sign: Sign | None, rules: Rules = STATE_ALONE) -> str:
    """Take out of the lease what state and rules stop now, and say what came of it.

    Nothing here may undo or hide the stop itself, so what goes wrong is a sentence.
    """
    try:
        for _ in range(TRIES):
            tree = store.tree()
            lease, wanted = _lease(tree), _wanted(tree, rules)
            if wanted == lease:
                return NARROWED if tree.read(GATE.pattern) is not None else ""
            if lease.signature and sign is None:
                return f"The lease is signed and GOVERNOR_LEASE_KEY is not set here: {LATE}."
            # A newer lease that comes meanwhile stands, and is looked at again.
            store.commit([put(GATE.pattern, signed(wanted, sign))], Message("Narrow the lease"))
    except GovernorError as error:
        return f"The lease stays as it is: {LATE}. {error}"
    return f"The lease was rewritten each time it was to be narrowed: {LATE}."


def _lease(tree: Tree) -> Lease:
    return load(tree, GATE)


def _wanted(tree: Tree, rules: Rules) -> Lease:
    lease, switches = _lease(tree), load(tree, KILL_SWITCH)
    if tree.read(GATE.pattern) is None:
        return lease
    kills = together(remembered_as_killed(load(tree, AGENTS), switches), rules.killed)
    in_shadow = rules.in_shadow or kept_in_shadow(switches)
    return narrowed(lease, kills, rules.stages, in_shadow=in_shadow)
