"""Every kind of operation that unsent work may hold, whichever room knows its meaning."""

from collections.abc import Mapping

from bot.adapters.lake import pressing
from bot.events import store as events
from bot.ledger import operations as ledger
from bot.state.wire import DECODERS, Decoder
from bot.stats import keeping

ALL: Mapping[str, Decoder] = {
    **DECODERS,
    events.StoreEvents.kind: events.store_events,
    **ledger.DECODERS,
    pressing.Press.kind: pressing.press,
    **keeping.DECODERS,
}
