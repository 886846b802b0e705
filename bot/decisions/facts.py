"""Facts: what the rules look at, gathered from the state at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.state.agents import Agents
from bot.state.holds import Hold
from bot.state.kill_switch import KillSwitch
from bot.stats.curve import Curve
from bot.stats.hypotheses import Hypothesis
from bot.stats.measures import Measures
from bot.stats.standing import Standing
from bot.words.stage import Stage


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which quarantined agent one resembles most: the share of common views that agree."""

    agent: str
    agreement: float
    common: int


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """`machine` is the record that decides in the state; `stage` joins it with the policies.

    `now` is the evidence after the last full hour, `midnight` that of the last full day; None
    where the epoch has not held a view yet. `first_seen` is when the registry first named it.
    `versioned` is one whose fingerprint is a version that its owner gave: it tells its own code
    from what that was before, and says nothing of other agents'.
    """

    name: str
    strategy_class: str
    ceiling: Stage
    machine: Hold
    stage: Stage
    listed: str | None
    hypothesis: Hypothesis
    now: Standing | None = None
    midnight: Standing | None = None
    measures: Measures = field(default_factory=Measures)
    parent: str | None = None
    proposal: str = ""
    first_seen: datetime | None = None
    alike: Likeness | None = None
    versioned: bool = False


@dataclass(frozen=True, slots=True)
class Market:
    """`votes` counts the window's signals by the regime they were given under.

    `hours` are (mean return, mean squared return) in bps of each past hour, oldest first.
    """

    votes: Mapping[str, int] = field(default_factory=dict)
    hours: Sequence[tuple[float, float]] = ()
    last_known: str | None = None
    newest_price: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`peaks` are the largest log e-values of every hypothesis there ever was.

    `strays` counts by agent the signals of the regime's window that belong to no hypothesis: they
    are of other code than the state knows, or of an agent that nobody registered. `daily_bps` are
    the portfolio's whole days, `today_bps` is what it made since.
    """

    now: datetime
    evidence_at: datetime
    agents: Mapping[str, AgentFacts]
    classes: Mapping[str, Measures]
    peaks: Sequence[float]
    market: Market
    curve: Curve
    daily_bps: Sequence[float]
    states: Agents
    switches: KillSwitch
    missed_slots: int = 0
    today_bps: float | None = None
    strays: Mapping[str, int] = field(default_factory=dict)
