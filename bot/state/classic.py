"""state/classic.json: what the classic set of policies would have done to this fleet's own past."""

from pydantic import Field

from bot.state.documents import Document, Part, StateFile


class ClassicMove(Part):
    """A decision that it would have taken; `trades` tells whether the agent may trade after it."""

    day: str
    agent: str
    rises: bool
    traded: bool
    trades: bool
    rule: str


class Classic(Document):
    """From day to day, both whole; `why` says what it is that keeps them from being known.

    `key` is a digest of the newest day and of both policies: what has the same is the same.
    """

    key: str = ""
    why: str = ""
    since: str = ""
    until: str = ""
    moves: tuple[ClassicMove, ...] = ()
    book_bps: dict[str, float] = Field(default_factory=dict)


CLASSIC = StateFile(
    "state/classic.json",
    "forensics",
    "What the classic set of policies would have done; a missing one is replayed again",
    Classic,
)
