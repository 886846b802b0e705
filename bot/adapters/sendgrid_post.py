"""SendGrid as the one who carries mails: a bound on the time, and the key in nobody's log."""

import base64
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.error import URLError
from urllib.parse import urlsplit

from bot.adapters.sendgrid_trouble import trouble
from bot.effects.mail.letter import Mail, Picture
from bot.errors import CannotSend

Client: TypeAlias = Any  # the client ships no types, and makes up its methods as they are called
Response: TypeAlias = Any

HOST = "https://api.sendgrid.com"
SECONDS = 20.0
TRIES = 3
LONGEST_WAIT = 20.0
KEY_FIELD = "governor_key"
NOT_NOW = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class SendGridPost:
    """`sandbox` has every mail checked and none sent."""

    key: str = field(repr=False)
    url: str = HOST
    sandbox: bool = False
    seconds: float = SECONDS
    sleep: Callable[[float], None] = time.sleep

    def send(self, mail: Mail) -> str:
        body = content(mail, sandbox=self.sandbox)
        response = self._asked(lambda client: client.mail.send.post(request_body=body))
        return str(response.headers.get("X-Message-Id") or "")

    def knows(self, key: str) -> bool | None:
        """Look into the activity feed, which an account may have or not."""
        query = {"limit": 1, "query": f"(unique_args['{KEY_FIELD}']=\"{key}\")"}
        try:
            response = self._asked(lambda client: client.messages.get(query_params=query))
            found = json.loads(response.body)["messages"]
        except (CannotSend, ValueError, LookupError, TypeError):
            return None
        return bool(found)

    def _asked(self, ask: Callable[[Client], Response]) -> Response:
        from python_http_client.exceptions import HTTPError  # noqa: PLC0415 - few runs send mail

        for tries in range(1, TRIES + 1):
            try:
                return ask(self._client())
            except HTTPError as error:
                pause = _pause(error) if tries < TRIES else None
                if pause is None:
                    raise trouble(error, self.key) from None
                self.sleep(pause)
            except (URLError, OSError) as error:
                raise _unheard(error, self.url) from None
        raise AssertionError

    def _client(self) -> Client:
        from sendgrid import SendGridAPIClient  # noqa: PLC0415

        # It writes every header, the key among them, where anybody has asked for DEBUG.
        logging.getLogger("python_http_client").setLevel(logging.WARNING)
        client = SendGridAPIClient(self.key, host=self.url.rstrip("/")).client
        client.timeout = self.seconds
        return client


def content(mail: Mail, *, sandbox: bool) -> dict[str, Any]:
    """Write the body of the request as SendGrid describes it."""
    letter = mail.letter
    body: dict[str, Any] = {
        "personalizations": [
            {"to": [{"email": mail.recipient}], "custom_args": {KEY_FIELD: mail.key}}
        ],
        "from": {"email": mail.sender},
        "subject": letter.subject,
        "content": [
            {"type": "text/plain", "value": letter.text},
            {"type": "text/html", "value": letter.html},
        ],
        "categories": ["governor", letter.name],
        # Numbers must reach people as they were written, and nobody is watched while reading.
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
        },
        "mail_settings": {"sandbox_mode": {"enable": sandbox}},
    }
    if letter.pictures:
        body["attachments"] = [_attached(picture) for picture in letter.pictures]
    return body


def _attached(picture: Picture) -> dict[str, str]:
    return {
        "content": base64.b64encode(picture.data).decode(),
        "type": "image/png",
        "filename": f"{picture.name}.png",
        "disposition": "inline",
        "content_id": picture.name,
    }


def _pause(error: Response) -> float | None:
    """Tell how long to wait where nothing was taken and a moment later it may be."""
    if error.status_code not in NOT_NOW:
        return None
    asked = str(error.headers.get("Retry-After") or "")
    pause = float(asked) if asked.isdigit() else 2.0
    return pause if pause <= LONGEST_WAIT else None


def _unheard(error: OSError, url: str) -> CannotSend:
    host = urlsplit(url).netloc
    why = getattr(error, "reason", error)
    if isinstance(why, ConnectionRefusedError) or _has_no_address(why):
        return CannotSend(f"{host} cannot be reached", hopeless=True)
    return CannotSend(f"{host} did not answer, so that it may be on its way or not", unsure=True)


def _has_no_address(why: object) -> bool:
    import socket  # noqa: PLC0415 - the door to all that waits for the network

    return isinstance(why, socket.gaierror)
