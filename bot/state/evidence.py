"""What judging remembers: hypotheses, a checkpoint and a tally a day, and the book in force."""

from typing import ClassVar

from pydantic import Field

from bot.state.documents import (
    GENESIS,
    AnyJson,
    Document,
    Moment,
    Number,
    Part,
    Share,
    StateFile,
)


class HypothesisEntry(Part):
    """`granted` is the epoch of state/agents.json that it stands for.

    `earlier` are fingerprints that count as its own: a person said the change kept the behaviour.
    """

    agent: str
    epoch: int = Field(ge=1)
    granted: int = Field(ge=1)
    strategy_class: str
    fingerprint: str
    earlier: list[str] = Field(default_factory=list)
    since: Moment
    until: Moment | None = None
    rises: list[Moment] = Field(default_factory=list)


class Hypotheses(Document):
    """Closed ones stay: each counts for ever."""

    depth: ClassVar[int | None] = 2
    hypotheses: dict[str, HypothesisEntry] = Field(default_factory=dict)


class BookLine(Document):
    """Shares of the paper book, the regime's cap applied, from the hour `since` on."""

    since: Moment = GENESIS
    weights: dict[str, Share] = Field(default_factory=dict)
    regime: str | None = None
    cap: Share = 0.0
    last_known: str | None = None


class Checkpoint(Document):
    """The fold at the midnight that begins a day, and what it rests on.

    `basis` is the digest of the numbers of policy behind it, `revision` that of
    state/reconcile.json it saw, `counts` the lines of the partitions of the day before, of the
    ledger those that were settled on it. A row of
    `hypotheses` has a place for each of `columns`; `apart` has the last of them, of those that
    never held a view. `weather` are the regimes that were in force, from when on.
    """

    depth: ClassVar[int | None] = 2
    at: Moment = GENESIS
    basis: str = ""
    revision: int = Field(default=0, ge=0)
    counts: dict[str, int] = Field(default_factory=dict)
    market: dict[str, Number] = Field(default_factory=dict)
    hours: list[tuple[Number, Number]] = Field(default_factory=list)
    prior: list[Share] = Field(default_factory=list)
    curve: dict[str, AnyJson] = Field(default_factory=dict)
    daily_bps: list[Number] = Field(default_factory=list)
    in_force: BookLine = Field(default_factory=BookLine)
    weather: list[tuple[Moment, str | None]] = Field(default_factory=list)
    today: dict[str, AnyJson] = Field(default_factory=dict)
    columns: list[str] = Field(default_factory=list)
    hypotheses: dict[str, list[AnyJson]] = Field(default_factory=dict)
    apart: dict[str, list[AnyJson]] = Field(default_factory=dict)


class PortfolioDay(Part):
    """The paper book's day; `agents` splits `bps` by agent and symbol, `regimes` by the regime.

    `gross` sums over the hours what share was invested, `unpriced` counts hours with a price
    missing.
    """

    bps: Number = 0.0
    hours: int = 0
    gross: Number = 0.0
    unpriced: int = 0
    agents: dict[str, dict[str, Number]] = Field(default_factory=dict)
    regimes: dict[str, Number] = Field(default_factory=dict)


class DayPage(Document):
    """What each hypothesis did on one day."""

    depth: ClassVar[int | None] = 2
    plain: ClassVar[bool] = True
    day: str = ""
    portfolio: PortfolioDay = Field(default_factory=PortfolioDay)
    hypotheses: dict[str, AnyJson] = Field(default_factory=dict)


EVIDENCE = StateFile(
    "state/evidence.json",
    "judge",
    "Every hypothesis there ever was: since, until, rises",
    Hypotheses,
)
CHECKPOINT = StateFile(
    "state/evidence/{day}.json",
    "judge",
    "The evidence at the midnight that begins a day, kept for 45 days",
    Checkpoint,
)
DAY_FILE = StateFile(
    "state/days/{day}.json", "judge", "What each hypothesis and the portfolio did on a day", DayPage
)
BOOK = StateFile(
    "state/book/{day}.jsonl",
    "judge",
    "Weights, regime and cap in force from an hour on; one line for each change",
    BookLine,
)


def checkpoint_path(day: str) -> str:
    return CHECKPOINT.pattern.replace("{day}", day)


def day_path(day: str) -> str:
    return DAY_FILE.pattern.replace("{day}", day)


def book_path(day: str) -> str:
    return BOOK.pattern.replace("{day}", day)
