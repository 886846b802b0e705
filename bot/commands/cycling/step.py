"""One step of a cycle: timed and heard; where it fails, it says so and lets the others go on."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.notebook import Notebook
from bot.errors import GovernorError
from bot.ports.output import Output
from bot.words.canonical import Json
from bot.words.text import printable

LONGEST = 2000

Work = Callable[[Output], int]
Seconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Step:
    """What is done; one that follows another is done only where that one had news."""

    name: str
    work: Work
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a step; `bug` is what no sentence could be made of."""

    name: str
    seconds: float
    code: int
    why: str = ""
    heard: Notebook | None = None
    bug: Exception | None = None

    @property
    def matters(self) -> bool:
        return self.heard is not None and self.heard.matters

    @property
    def has_news(self) -> bool:
        return self.heard is not None and bool(self.heard.summaries)

    @property
    def outcome(self) -> str:
        if self.code:
            return "failed"
        return "done" if self.matters else "nothing new"

    def wire(self) -> dict[str, Json]:
        return {
            "seconds": round(self.seconds, 3),
            "code": self.code,
            "why": self.why,
            "result": dict(self.heard.last) if self.heard else {},
        }


def take(step: Step, output: Output, seconds: Seconds) -> Ended:
    begun, heard, why, bug = seconds(), Notebook(output, holds_back=True), "", None
    try:
        code = step.work(heard)
    except (GovernorError, OSError) as failed:
        code, why = 1, sentence(failed)
    except Exception as failed:  # noqa: BLE001 - what stops or lowers must not wait for it
        code, why, bug = 1, f"a bug in Governor ({type(failed).__name__})", failed
    if why:
        heard.warn(f"{step.name}: {why}")
    heard.tell(f"{step.name}:")
    return Ended(step.name, seconds() - begun, code, why, heard, bug)


def sentence(failed: GovernorError | OSError) -> str:
    if isinstance(failed, OSError):
        reason = (failed.strerror or str(failed)).lower()
        return f"Cannot go on: the machine says of {failed.filename or 'itself'}: {reason}."
    return printable(str(failed), LONGEST)
