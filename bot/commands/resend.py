"""Sends work that an earlier command could not push; sending twice does no more than once."""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import CannotRead
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.state.wire import Decoder, read_unsent
from bot.words.count import plural


def resend(store: Store, out: Output, source: Path, decoders: Mapping[str, Decoder]) -> int:
    """Apply the file to the newest state; it goes only once its work has arrived."""
    try:
        lines = source.read_bytes().splitlines()
    except OSError as error:
        raise CannotRead(str(source), error.strerror or str(error)) from None
    unsent = read_unsent(str(source), lines, decoders)
    receipt = store.commit(unsent.operations, Message(unsent.subject, unsent.trailers))
    source.unlink()
    done = "sent" if receipt.changed else "already there"
    out.say(f"{plural(len(unsent.operations), 'operation')} {done}; {source} is gone.")
    out.result({"head": receipt.head, "changed": receipt.changed, "tries": receipt.tries})
    return 0
