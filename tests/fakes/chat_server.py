"""A chat API on loopback that says what its script says, one reply a request."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.fakes.loopback import on_loopback


@dataclass(frozen=True)
class Reply:
    """`short` promises more bytes than come; `wait` holds the reply back."""

    body: bytes
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    short: int = 0


def completion(content: str | None, **more: Any) -> Reply:  # noqa: ANN401 - JSON
    message = {"role": "assistant", "content": content, "refusal": more.pop("refusal", None)}
    choice = {"index": 0, "message": message, "finish_reason": more.pop("finish_reason", "stop")}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": [choice],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        **more,
    }
    return Reply(json.dumps(body).encode())


def failure(status: int, message: str, **headers: str) -> Reply:
    body = {"error": {"message": message, "type": "error", "code": None, "param": None}}
    return Reply(json.dumps(body).encode(), status, headers=headers)


@dataclass
class ChatServer:
    """The last reply is given again where more is asked."""

    script: Sequence[Reply]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def reply(self, key: str, body: dict[str, Any]) -> Reply:
        at = min(len(self.asked), len(self.script) - 1)
        self.asked.append(body)
        self.keys.append(key)
        return self.script[at]


class _Handler(BaseHTTPRequestHandler):
    chat: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.chat.reply(self.headers.get("Authorization", ""), body)
        time.sleep(reply.wait)
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True  # who asked has left

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body) + reply.short))
        for name, value in reply.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = bool(reply.short)


@contextmanager
def chatting(*script: Reply) -> Iterator[ChatServer]:
    chat = ChatServer(script)
    with on_loopback(_Handler, chat=chat) as url:
        chat.url = f"{url}/v1"
        yield chat
