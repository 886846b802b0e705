"""state/strategies.json: which strategy classes run, take no newcomers, or are dead."""

from typing import Literal, TypeAlias

from pydantic import Field

from bot.state.decisions import Signs
from bot.state.documents import GENESIS, Document, Moment, Part, StateFile

Status: TypeAlias = Literal["active", "deprecated", "killed"]


class Strategy(Part):
    """`deprecate` and `kill` count the periods in which enough signs stood for each."""

    status: Status = "active"
    since: Moment = GENESIS
    reason: str = ""
    deprecate: Signs = Signs()
    kill: Signs = Signs()


class Strategies(Document):
    classes: dict[str, Strategy] = Field(default_factory=dict)


STRATEGIES = StateFile(
    pattern="state/strategies.json",
    writer="judge",
    meaning="Status of each strategy class: active, deprecated or killed, since when and why",
    model=Strategies,
)
