"""Where live tickets go: an installed broker, found by the name of its entry point.

Nothing of a broker, nor this module, is loaded in the shadow.
"""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from bot.sdk.refusal import Code, Refusal
from bot.sdk.ticket import Fill, Ticket

GROUP = "governor.brokers"
# It needs no installation: a checkout has it too.
SHIPPED = EntryPoint("paper", "bot.sdk.paper:PaperBroker", GROUP)


class OrderRejected(Exception):
    """Raised by a broker that did not carry out an order and never will."""


class Broker(Protocol):
    """Any other exception than OrderRejected means that the order may have been carried out."""

    def order(self, ticket: Ticket) -> Fill:
        """Carry out `ticket.quantity`, once a `ticket.key`: for a known key give what it became.

        Returns when nothing more will happen to the order; a part may be all that was filled.
        """

    def find(self, key: str) -> Fill | None:
        """Give what became of an order; None if it never arrived."""


class Factory(Protocol):
    """What an entry point of the group names; `home` is a folder where it may keep things."""

    def __call__(self, home: Path) -> Broker: ...


def find_broker(name: str, home: Path) -> Broker | Refusal:
    installed = {*entry_points(group=GROUP), SHIPPED}
    found = [entry for entry in installed if entry.name == name]
    if len(found) != 1:
        names = ", ".join(sorted({entry.name for entry in installed}))
        return _refused(name, f"{len(found)} are installed under this name; there is {names}")
    try:
        factory: Factory = found[0].load()
        return factory(home)
    except Exception as error:  # noqa: BLE001 - a broker is anybody's code; it must not fall open
        return _refused(name, f"it cannot be loaded: {error!r}")


def _refused(name: str, reason: str) -> Refusal:
    return Refusal(
        Code.BROKER_MISSING,
        f"Cannot trade through the broker {name!r}: {reason}; set GOVERNOR_BROKER.",
    )
