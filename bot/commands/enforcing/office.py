"""Where merged edits are enforced."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.commands.gate import GateKeeper
from bot.commands.leasing import Sign
from bot.policy.governor import State
from bot.ports.forge import Forge
from bot.ports.output import Output
from bot.ports.store import Store


@dataclass(frozen=True, slots=True)
class Office:
    """Which store it is, the policies say that were merged; `actor` is who merged them."""

    output: Output
    forge: Forge
    store: Callable[[State], Store]
    keeper: GateKeeper
    clock: Callable[[], datetime]
    actor: str
    code_version: str
    sign: Sign | None = None
