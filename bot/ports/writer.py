"""Who writes words: a language model that is asked, within a budget; silence is an answer too.

A model never decides. What it says is untrusted text, to be checked and escaped by whoever asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

from bot.words.canonical import Json


@dataclass(frozen=True, slots=True)
class Turn:
    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The JSON Schema, in the strict form, of the object that is wanted."""

    name: str
    schema: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Question:
    system: str
    turns: tuple[Turn, ...]
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` is the object where one was wanted: JSON, and not yet held against its schema."""

    text: str
    value: Mapping[str, Json] | None = None


class Why(StrEnum):
    NOT_SET_UP = "not set up"
    OVER_BUDGET = "over budget"
    WRONG_KEY = "wrong key"
    RATE_LIMITED = "rate limited"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    REFUSED = "refused"
    CUT_SHORT = "cut short"
    EMPTY = "empty"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Silence:
    """No usable answer: `sentence` says why, and what to do where that helps."""

    why: Why
    sentence: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What one question cost; of a question that was lost on the way, what it may have cost."""

    latency_ms: float
    tokens_in: int
    tokens_out: int
    cached_tokens: int
    cost_usd: float
    answered: bool


Said: TypeAlias = Answer | Silence


class Writer(Protocol):
    @property
    def model(self) -> str:
        """Name the model; empty where nobody is asked."""

    @property
    def provider(self) -> str: ...

    @property
    def used(self) -> Sequence[Usage]:
        """List what this run has asked so far."""

    def ask(self, question: Question) -> Said:
        """Ask once, with the retries the policy allows; never beyond the budget of the run."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Where no model can be asked; `reason` says why."""

    reason: str
    model: str = ""
    provider: str = ""
    used: tuple[Usage, ...] = ()

    def ask(self, question: Question) -> Said:
        del question
        return Silence(Why.NOT_SET_UP, self.reason)
