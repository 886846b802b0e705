"""What a chat completion says: an answer, or why it is none; held against its shape first.

The client holds nothing against its own types, and gives other things than it promises.
"""

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from bot.ports.writer import Answer, Said, Silence, Why
from bot.words import strict_json

Count = Annotated[int, Field(ge=0)]


class Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    message: Message
    finish_reason: str | None = None


class Details(BaseModel):
    cached_tokens: Count | None = None


class Counts(BaseModel):
    prompt_tokens: Count
    completion_tokens: Count
    prompt_tokens_details: Details | None = None

    @property
    def cached(self) -> int:
        found = self.prompt_tokens_details
        return min((found.cached_tokens or 0) if found else 0, self.prompt_tokens)


class Completion(BaseModel):
    choices: list[Choice]
    usage: Counts | None = None


def completion_of(body: bytes) -> Completion | Silence:
    try:
        return Completion.model_validate_json(body)
    except ValidationError:
        return Silence(Why.MALFORMED, "what came back is no chat completion")


def read(completion: Completion, *, wants_object: bool) -> Said:
    if not completion.choices:
        return Silence(Why.EMPTY, "the model gave no answer")
    choice = completion.choices[0]
    return _refusal(choice) or _content(choice.message, wants_object=wants_object)


def _refusal(choice: Choice) -> Silence | None:
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Silence(Why.REFUSED, "the model refused to answer")
    if choice.finish_reason == "length":
        return Silence(Why.CUT_SHORT, "the answer was longer than llm.max_tokens and was cut off")
    return None


def _content(message: Message, *, wants_object: bool) -> Said:
    text = message.content or ""
    if not text.strip():
        return Silence(Why.EMPTY, "the model gave an empty answer")
    if not wants_object:
        return Answer(text)
    try:
        return Answer(text, strict_json.parse_object(text.encode()))
    except ValueError as error:
        return Silence(Why.MALFORMED, f"the answer is not the object that was asked for: {error}")
