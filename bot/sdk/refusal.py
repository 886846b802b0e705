"""A refusal is a value: a code for programs, a sentence for people, and false in an `if`.

So checks answer with Leave and are joined by `and`; none answers None where all is well.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias


class Code(StrEnum):
    SIGNAL = "signal"
    SIGNAL_STALE = "signal-stale"
    ENVIRONMENT = "environment"
    KILL_LIST_MISSING = "kill-list-missing"
    KILL_LIST_UNREADABLE = "kill-list-unreadable"
    KILLED = "killed"
    LEASE_MISSING = "lease-missing"
    LEASE_UNREADABLE = "lease-unreadable"
    LEASE_INVALID = "lease-invalid"
    LEASE_UNSIGNED = "lease-unsigned"
    LEASE_REPLAYED = "lease-replayed"
    LEASE_MEMORY = "lease-memory"
    LEASE_FUTURE = "lease-future"
    LEASE_EXPIRED = "lease-expired"
    LEASE_SHADOW = "lease-shadow"
    MODE_SHADOW = "mode-shadow"
    NOT_LISTED = "not-listed"
    STAGE = "stage"
    STOPPED = "stopped"
    STOP_UNREADABLE = "stop-unreadable"
    MARKS_STALE = "marks-stale"
    BOOK_UNREADABLE = "book-unreadable"
    NUMBER = "number"
    NO_WEIGHT = "no-weight"
    NO_CONFIDENCE = "no-confidence"
    NO_ROOM = "no-room"
    BUSY = "busy"
    BROKER_MISSING = "broker-missing"
    BROKER_UNCLEAR = "broker-unclear"
    BROKER_REFUSED = "broker-refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    code: Code
    sentence: str

    def __bool__(self) -> Literal[False]:
        return False


Leave: TypeAlias = Literal[True] | Refusal
