"""How well the bot itself has judged, with hindsight."""

from bot.state.documents import Part


class Against(Part):
    """What `n` decisions were worth beyond what the classic set would have done with their agents.

    Null where none can be compared; without an interval where days are too few for one.
    """

    n: int = 0
    bps: float | None = None
    low: float | None = None
    high: float | None = None


class RuleScore(Part):
    """Of so many `decisions` on a rule, `n` can be judged: right or wrong.

    `saved_bps` is what the right ones were worth, `lost_bps` what the wrong ones cost; null where
    none can be judged yet.
    """

    rule: str
    decisions: int = 0
    n: int = 0
    right: int = 0
    wrong: int = 0
    saved_bps: float | None = None
    lost_bps: float | None = None
    classic: Against = Against()


class Count(Part):
    """How many of `n` were so, and what that cost; both null where `n` is nought."""

    n: int = 0
    found: int | None = None
    cost_bps: float | None = None


class ClassicScore(Part):
    """The classic set on the same past; `why` says why it is not known, where it is not yet.

    `ours_bps` is what the book made on its days, `book_bps` what that of the classic set would
    have made; `low` to `high` is around the difference of the two. `total` scores its decisions.
    """

    key: str = ""
    why: str = ""
    since: str = ""
    until: str = ""
    days: int = 0
    ours_bps: float | None = None
    book_bps: float | None = None
    more_bps: float | None = None
    low: float | None = None
    high: float | None = None
    total: RuleScore | None = None
    false_kills: Count = Count()
    late_kills: Count = Count()
    lucky_promotions: Count = Count()


class Scorecard(Part):
    """Bps are of one agent's capital, each agent's alike, over the whole days since to until.

    A decision can be judged once its agent has settled `least_trades` after it. `book_bps` is what
    the book made, `held_bps` what all agents at equal weights would have made with all of it.
    """

    since: str
    until: str
    least_trades: int
    rules: tuple[RuleScore, ...] = ()
    total: RuleScore
    false_kills: Count
    late_kills: Count
    lucky_promotions: Count
    book_bps: float | None = None
    held_bps: float | None = None
    days: int = 0
    classic: ClassicScore = ClassicScore()
