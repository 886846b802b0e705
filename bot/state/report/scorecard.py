"""How well the bot itself has judged, with hindsight."""

from bot.state.documents import Part


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


class Count(Part):
    """How many of `n` were so, and what that cost; both null where `n` is nought."""

    n: int = 0
    found: int | None = None
    cost_bps: float | None = None


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
