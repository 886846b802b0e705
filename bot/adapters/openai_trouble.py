"""What the client's errors mean; a server's own words are shown, but never the key in them."""

from typing import TYPE_CHECKING

from bot.ports.writer import Silence, Why
from bot.words.text import printable

if TYPE_CHECKING:
    import openai

SHOWN = 160
WRONG_KEY = {
    401: "refuses the key; put a valid one into the repository's secrets",
    403: "does not allow this key to ask this model; in a workflow that uses GitHub Models the job "
    "needs the permission `models: read`",
}


def silence_of(error: "openai.OpenAIError", host: str, key: str) -> Silence:
    import openai  # noqa: PLC0415 - whoever has an error of it has it already

    if isinstance(error, openai.APITimeoutError):
        return Silence(Why.TIMED_OUT, f"{host} did not answer within llm.timeout_seconds")
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, host, key)
    if isinstance(error, openai.APIConnectionError):
        return Silence(Why.UNREACHABLE, f"{host} cannot be reached")
    return Silence(Why.MALFORMED, f"{host} sent what is no answer")


def _of_status(error: "openai.APIStatusError", host: str, key: str) -> Silence:
    status = error.status_code
    if status in WRONG_KEY:
        # What such an answer says repeats a part of the key.
        return Silence(Why.WRONG_KEY, f"{host} {WRONG_KEY[status]}")
    said = f"{host} answered {status}: {_words(error, key)}"
    return Silence(Why.RATE_LIMITED if status == 429 else Why.FAILED, said)  # noqa: PLR2004 - HTTP


def _words(error: "openai.APIStatusError", key: str) -> str:
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    text = said if isinstance(said, str) else "without a reason"
    return printable(" ".join(text.replace(key, "***").split()), SHOWN)
