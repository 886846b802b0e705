"""governor respond: obey a command in a comment once, and answer it once."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.commands.acting.talk import upsert_comment
from bot.commands.human import Desk
from bot.commands.responding.hearing import Heard, hear
from bot.commands.responding.spoken import Spoken, spoken
from bot.commands.responding.verbs import BY_NAME, Verb, unknown
from bot.effects.effect import UpsertComment
from bot.effects.reply import Answer, Mood, is_answer, reply, reply_mark
from bot.errors import BadUsage, CannotRead, GovernorError, NotFound, Refused
from bot.ports.forge import Forge
from bot.ports.forge.talk import Emoji
from bot.ports.output import Output
from bot.words.text import printable

LONGEST = 400
SIGNS = {
    Mood.DONE: Emoji.PLUS_ONE,
    Mood.REFUSED: Emoji.CONFUSED,
    Mood.FORBIDDEN: Emoji.MINUS_ONE,
    Mood.FAILED: Emoji.CONFUSED,
    Mood.WAITING: Emoji.EYES,
}
EDITED = "It was edited since, perhaps by somebody else: write a new comment."
WAITS = (
    "It raises risk, so its run waits until a reviewer of the environment governor-raise approves."
)


@dataclass(frozen=True, slots=True)
class Counter:
    """Where comments are answered; `desk` is that of a person, for what one comment asks.

    `lacking` says what is missing to prove that this run may act; `approved` that the environment
    has let it through which guards what raises risk.
    """

    forge: Forge
    output: Output
    desk: Callable[[str, str], Desk]
    lacking: str = ""
    approved: bool = False


def respond(counter: Counter, said: Spoken) -> int:
    if counter.lacking:
        counter.output.warn(f"Nothing was obeyed or answered: {counter.lacking}.")
        return 0
    heard = hear(counter.forge, said)
    if isinstance(heard, str):
        return _ignored(counter.output, said, heard)
    if _is_answered(counter.forge, heard):
        return _ignored(counter.output, said, "it has its answer already")
    answer = _answer(counter, heard)
    body = reply(heard.comment, answer)
    said_by = reply_mark(heard.comment, answer.mood)
    # The reply comes last: once it is there nothing is tried again.
    with suppress(NotFound):  # a comment may be taken back, what it did must still be told
        counter.forge.react(heard.comment, SIGNS[answer.mood])
    upsert_comment(counter.forge, UpsertComment(said_by, heard.number, body))
    counter.output.publish("waits", "true" if answer.mood is Mood.WAITING else "false")
    _tell(counter.output, heard, answer, body)
    return 1 if answer.mood is Mood.FAILED else 0


def spoken_in(event_file: str) -> Spoken:
    if not event_file:
        raise BadUsage("Cannot tell what was said: give GitHub's event with --event FILE.")
    try:
        return spoken(Path(event_file).read_bytes())
    except OSError as error:
        raise CannotRead(event_file, (error.strerror or str(error)).lower()) from None


def _answer(counter: Counter, heard: Heard) -> Answer:
    if heard.edited:
        return Answer(Mood.REFUSED, (EDITED,))
    verb = BY_NAME.get(heard.ask.verb)
    if verb is None:
        return unknown(heard.ask.verb)
    held = counter.forge.permission_of(heard.author)
    if not held.covers(verb.needs):
        needs = (
            f"It needs the permission {verb.needs.value} here, and {heard.author} has {held.value}."
        )
        return Answer(Mood.FORBIDDEN, (needs,))
    if verb.raises and not counter.approved:
        return Answer(Mood.WAITING, (WAITS,))
    return _obeyed(counter, heard, verb)


def _obeyed(counter: Counter, heard: Heard, verb: Verb) -> Answer:
    """Tell a refusal, which stands, from a failure, after which the same run may be tried again."""
    try:
        return verb.act(counter.desk(heard.author, f"comment/{heard.comment}"), heard.ask.rest)
    except (Refused, BadUsage) as error:
        return Answer(Mood.REFUSED, (str(error),))
    except GovernorError as error:
        counter.output.warn(printable(str(error), LONGEST))
        return Answer(Mood.FAILED, (str(error),))


def _is_answered(forge: Forge, heard: Heard) -> bool:
    me = forge.identity().login
    return any(
        one.author == me and is_answer(one.body, heard.comment)
        for one in forge.comments(heard.number)
    )


def _ignored(output: Output, said: Spoken, why: str) -> int:
    output.say(f"Comment {said.comment} is not answered: {why}.")
    output.result({"v": 1, "comment": said.comment, "verb": None, "mood": None, "why": why})
    return 0


def _tell(output: Output, heard: Heard, answer: Answer, body: str) -> None:
    verb = printable(heard.ask.verb, LONGEST)
    by = printable(heard.author, LONGEST)
    asked = f"Answered comment {heard.comment} of {by}, who asked for {verb or 'nothing'}"
    output.say(f"{asked}: {answer.mood}.")
    output.summary(body)
    why = printable(" ".join(answer.lines), LONGEST)
    mood = answer.mood.value
    output.result({"v": 1, "comment": heard.comment, "verb": verb, "mood": mood, "why": why})
