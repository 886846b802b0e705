"""SendGrid on loopback: takes only what the published description of its API allows."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema

from tests.fakes.loopback import on_loopback

Json = dict[str, Any]
KEY = "SG.not-a-real-key.0123456789"
ADDRESS = {
    "type": "object",
    "required": ["email"],
    "properties": {"email": {"type": "string", "format": "email"}, "name": {"type": "string"}},
    "additionalProperties": False,
}
TEXT = {"type": "string", "minLength": 1}
SWITCH = {"type": "object", "properties": {"enable": {"type": "boolean"}}}
MAIL_SEND: Json = {
    "type": "object",
    "required": ["personalizations", "from", "subject", "content"],
    "additionalProperties": False,
    "properties": {
        "personalizations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
                "type": "object",
                "required": ["to"],
                "additionalProperties": False,
                "properties": {
                    "to": {"type": "array", "minItems": 1, "maxItems": 1000, "items": ADDRESS},
                    "custom_args": {"type": "object", "additionalProperties": TEXT},
                },
            },
        },
        "from": ADDRESS,
        "subject": TEXT,
        "content": {
            "type": "array",
            "minItems": 1,
            # Plain text comes first, then HTML.
            "prefixItems": [
                {"properties": {"type": {"const": "text/plain"}, "value": TEXT}},
                {"properties": {"type": {"const": "text/html"}, "value": TEXT}},
            ],
            "items": False,
        },
        "categories": {
            "type": "array",
            "maxItems": 10,
            "uniqueItems": True,
            "items": {"type": "string", "maxLength": 255},
        },
        "attachments": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["content", "filename"],
                "additionalProperties": False,
                "properties": {
                    "content": {"type": "string", "pattern": "^[A-Za-z0-9+/]+=*$"},
                    "type": TEXT,
                    "filename": TEXT,
                    "disposition": {"enum": ["inline", "attachment"]},
                    "content_id": TEXT,
                },
            },
        },
        "tracking_settings": {
            "type": "object",
            "properties": {"click_tracking": SWITCH, "open_tracking": SWITCH},
            "additionalProperties": False,
        },
        "mail_settings": {
            "type": "object",
            "properties": {"sandbox_mode": SWITCH},
            "additionalProperties": False,
        },
    },
}


@dataclass
class Reply:
    status: int
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False


def refused(status: int, message: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    errors = {"errors": [{"message": message, "field": None, "help": None}]}
    return Reply(status, errors, named)


@dataclass
class SendGridServer:
    """`script` gives a reply to the nth request instead of the usual one."""

    url: str = ""
    taken: list[Json] = field(default_factory=list)
    requests: int = 0
    has_feed: bool = True
    script: Callable[[int, Json], Reply | None] = lambda _nth, _body: None
    after: threading.Event = field(default_factory=threading.Event)

    @property
    def recipients(self) -> list[str]:
        return [one["personalizations"][0]["to"][0]["email"] for one in self.taken]

    def send(self, body: Json) -> Reply:
        self.requests += 1
        scripted = self.script(self.requests, body)
        if scripted is not None:
            return scripted
        jsonschema.Draft202012Validator(MAIL_SEND).validate(body)
        if body["mail_settings"]["sandbox_mode"]["enable"]:
            return Reply(200)
        self.taken.append(body)
        return Reply(202, headers={"X-Message-Id": f"m{len(self.taken)}"})

    def find(self, query: str) -> Reply:
        if not self.has_feed:
            return refused(403, "access forbidden")
        keys = (one["personalizations"][0]["custom_args"]["governor_key"] for one in self.taken)
        found = [
            {"msg_id": key} for key in keys if f"(unique_args['governor_key']=\"{key}\")" == query
        ]
        return Reply(200, {"messages": found[:1]})


class _Handler(BaseHTTPRequestHandler):
    carrier: SendGridServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(self._allowed() or self.carrier.send(body))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        assert parts.path == "/v3/messages"
        (query,) = parse_qs(parts.query)["query"]
        self._answer(self._allowed() or self.carrier.find(query))

    def _allowed(self) -> Reply | None:
        right = self.headers["Authorization"] == f"Bearer {KEY}"
        said = "The provided authorization grant is invalid, expired, or revoked"
        return None if right else refused(401, said)

    def _answer(self, reply: Reply) -> None:
        if reply.hangs:
            self.carrier.after.wait(10)
            self.close_connection = True
            return
        data = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def sendgrid() -> Iterator[SendGridServer]:
    carrier = SendGridServer()
    with on_loopback(_Handler, carrier=carrier) as url:
        carrier.url = url
        try:
            yield carrier
        finally:
            carrier.after.set()
