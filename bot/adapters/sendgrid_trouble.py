"""What SendGrid's refusals mean; its own words are shown, but never the key in them."""

import json
from typing import Any, TypeAlias

from bot.errors import CannotSend
from bot.words.text import printable

HttpError: TypeAlias = Any  # the client ships no types

SHOWN = 200
SERVER = 500
MENDS = {
    401: "the key in SENDGRID_API_KEY is refused; put a valid one into the repository's secrets",
    403: "the key in SENDGRID_API_KEY may not send, or EMAIL_FROM is no verified sender: give the "
    "key the permission Mail Send, and verify the sender under Sender Authentication",
}


def trouble(error: HttpError, key: str) -> CannotSend:
    status = int(error.status_code)
    if status in MENDS:
        return CannotSend(MENDS[status], hopeless=True)
    said = f"SendGrid answered {status}: {_words(error, key)}"
    # A server that fails half-way may have taken it.
    return CannotSend(said, unsure=status >= SERVER)


def _words(error: HttpError, key: str) -> str:
    try:
        found = json.loads(error.body)["errors"]
        text = "; ".join(str(one["message"]) for one in found)
    except (ValueError, LookupError, TypeError):
        text = "without a reason"
    return printable(" ".join(text.replace(key, "***").split()), SHOWN)
