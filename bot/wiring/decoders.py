"""Every kind of operation that unsent work may hold, whichever room knows its meaning."""

from collections.abc import Mapping

from bot.ledger import operations as ledger
from bot.state.wire import DECODERS, Decoder

ALL: Mapping[str, Decoder] = {
    **DECODERS,
    ledger.StoreSettlements.kind: ledger.store_settlements,
    ledger.StoreMarks.kind: ledger.store_marks,
    ledger.NoteProgress.kind: ledger.note_progress,
    ledger.Reopen.kind: ledger.reopen,
}
