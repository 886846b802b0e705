"""Which files a judgement will read, so that a tree can bring them all at once."""

from collections.abc import Iterator
from datetime import datetime

from bot.events.known import QUARANTINE, SIGNALS, TELEMETRY, partition
from bot.ledger import marks, settlements
from bot.policy.policy import Policy
from bot.state import intents, registry
from bot.state.audit.files import path_for
from bot.state.evidence import book_path, checkpoint_path, day_path
from bot.stats.measuring.frame import window_days
from bot.words.instant import DAY, day_of

RECENT = 4  # a view that is open today was received yesterday, and settled rows lie beside theirs
CHECKPOINTS = 2


def likely(policy: Policy, now: datetime) -> Iterator[str]:
    """Name the documents, what the last days brought, and the record of each day looked back on."""
    yield from (file.pattern for file in registry.FILES if "{" not in file.pattern)
    yield path_for(now, "")
    yield from intents.files_at(now)
    for back in range(-1, RECENT):
        yield from _partitions(day_of(now - back * DAY))
    for back in range(CHECKPOINTS):
        yield checkpoint_path(day_of(now - back * DAY))
    for back in range(window_days(policy.promotion, policy.retirement.two_of_four) + 1):
        yield day_path(day_of(now - back * DAY))


def _partitions(day: str) -> Iterator[str]:
    for folder in (SIGNALS, TELEMETRY, QUARANTINE):
        yield partition(folder, day)
    yield settlements.path_of(day)
    yield marks.path_of_day(day)
    yield book_path(day)
