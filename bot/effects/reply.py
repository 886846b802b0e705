"""The answer to a command in a comment: foreign words inert, findable by the comment's id."""

from dataclasses import dataclass
from enum import StrEnum

from bot.effects.escape import markdown
from bot.effects.marker import Mark, digest_of, mark, marked
from bot.words.text import printable

LONGEST_LINE, LONGEST_BLOCK = 1000, 20_000
CUT = "… and more; `governor judge --explain NAME` shows all"


class Mood(StrEnum):
    """How a command ended; only one that FAILED or is WAITING may be tried again."""

    DONE = "done"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    FAILED = "failed"
    WAITING = "waiting"


OPEN = (Mood.FAILED, Mood.WAITING)
HEADS = {
    Mood.DONE: "✅",
    Mood.REFUSED: "↩️ **Not done.**",
    Mood.FORBIDDEN: "⛔ **Not done.**",
    Mood.FAILED: "⚠️ **Not done; the run failed.** Run its job again, and it is tried once more.",
    Mood.WAITING: "⏳ **Not done yet.**",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines` may hold foreign words; `notes` are our own Markdown, `block` is shown as it is."""

    mood: Mood
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    block: str = ""


def reply(comment: int, answer: Answer) -> str:
    return marked("\n\n".join(_parts(answer)), reply_mark(comment, answer.mood))


def reply_mark(comment: int, mood: Mood) -> Mark:
    """Keep nothing of the words in it: whether it was answered is all that it must tell."""
    return mark(f"reply/{comment}", mood.value if mood in OPEN else True)


def is_answer(body: str, comment: int) -> bool:
    """Tell whether a text of the bot's own is the last word on a comment."""
    final = reply_mark(comment, Mood.DONE)
    return digest_of(body, final.key) == final.digest


def _parts(answer: Answer) -> list[str]:
    first = " ".join((HEADS[answer.mood], *map(_inert, answer.lines)))
    block = [f"```text\n{_verbatim(answer.block)}\n```"] if answer.block else []
    return [first, *answer.notes, *block]


def _inert(line: str) -> str:
    return markdown(line, LONGEST_LINE)


def _verbatim(text: str) -> str:
    """Nothing has a meaning within a fence but its end, and controls."""
    lines = text[:LONGEST_BLOCK].split("\n")
    kept = lines if len(text) <= LONGEST_BLOCK else [*lines[:-1], CUT]
    return "\n".join(printable(line.replace("`", "'"), LONGEST_LINE) for line in kept)
