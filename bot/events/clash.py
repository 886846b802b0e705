"""A line that gives a stored event's name to other content."""

from pydantic_core import from_json

from bot.events.batch import Refused
from bot.words.canonical import Json, encode
from bot.words.problem import Problem

SIGNAL = "is the id of a signal that is stored with other content; the first one stays"
REPORT = "has a report of this time and model with other content; the first one stays"


def clash(source: str, number: int, line: bytes) -> Refused:
    fields = from_json(line)
    name, reason = ("signal_id", SIGNAL) if "signal_id" in fields else ("run_id", REPORT)
    return Refused(Problem(source, number, name, fields[name], reason), _as_sent(fields))


def _as_sent(fields: dict[str, Json]) -> bytes:
    """Take our own stamp out, lest the same line be another one at each time of receipt."""
    claimed = fields.pop("claimed_at", None)
    fields.pop("received_at", None)
    return encode(fields if claimed is None else {**fields, "received_at": claimed})
