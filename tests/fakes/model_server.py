"""A language model on loopback: speaks OpenAI's chat, responses and embeddings APIs, scripted."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.fakes.loopback import on_loopback

Json = dict[str, Any]


@dataclass
class ModelServer:
    """`cut` breaks a stream off after so many events; `usage` False leaves usage out."""

    url: str = ""
    model: str = "gpt-4o-mini-2024-07-18"
    tokens_in: int = 1000
    cached: int = 400
    tokens_out: int = 100
    reasoning: int = 30
    usage: bool = True
    cut: int | None = None
    status: int = 200
    asked: list[Json] = field(default_factory=list)

    def answer(self, path: str, body: Json) -> Json | list[Json]:
        self.asked.append(body)
        if self.status != 200:
            return {"error": {"message": "no", "type": "server_error"}}
        if path == "/v1/chat/completions":
            return self._chunks(body) if body.get("stream") else self._completion()
        if path == "/v1/responses":
            return self._events() if body.get("stream") else self._response("completed")
        return self._embedding()

    def _completion(self) -> Json:
        message = {"role": "assistant", "content": "LONG"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return self._of_chat("chat.completion", [choice]) | {"usage": self._chat_usage()}

    def _chunks(self, body: Json) -> list[Json]:
        told = (body.get("stream_options") or {}).get("include_usage")
        words = [
            self._of_chat("chat.completion.chunk", [{"index": 0, "delta": {"content": word}}])
            for word in ("LO", "NG")
        ]
        last = self._of_chat("chat.completion.chunk", []) | {"usage": self._chat_usage()}
        return [chunk | {"usage": None} for chunk in words] + ([last] if told else [])

    def _of_chat(self, kind: str, choices: list[Json]) -> Json:
        return {
            "id": "chatcmpl-1",
            "object": kind,
            "created": 1_790_000_000,
            "model": self.model,
            "choices": choices,
        }

    def _chat_usage(self) -> Json | None:
        return (
            {
                "prompt_tokens": self.tokens_in,
                "completion_tokens": self.tokens_out,
                "total_tokens": self.tokens_in + self.tokens_out,
                "prompt_tokens_details": {"cached_tokens": self.cached},
                "completion_tokens_details": {"reasoning_tokens": self.reasoning},
            }
            if self.usage
            else None
        )

    def _response(self, status: str) -> Json:
        part = {"type": "output_text", "text": "LONG", "annotations": []}
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": status,
            "content": [part],
        }
        used = {
            "input_tokens": self.tokens_in,
            "input_tokens_details": {"cached_tokens": self.cached},
            "output_tokens": self.tokens_out,
            "output_tokens_details": {"reasoning_tokens": self.reasoning},
            "total_tokens": self.tokens_in + self.tokens_out,
        }
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1_790_000_000,
            "model": self.model,
            "status": status,
            "output": [message] if status == "completed" else [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": used if self.usage and status == "completed" else None,
        }

    def _events(self) -> list[Json]:
        delta = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "logprobs": []}
        item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress"}
        part = {"type": "output_text", "text": "", "annotations": []}
        events: list[Json] = [
            {"type": "response.created", "response": self._response("in_progress")},
            {
                "type": "response.output_item.added",
                "output_index": 0,
                "item": item | {"content": []},
            },
            {
                "type": "response.content_part.added",
                "item_id": "msg_1",
                "output_index": 0,
                "content_index": 0,
                "part": part,
            },
            {"type": "response.output_text.delta", "delta": "LO", **delta},
            {"type": "response.output_text.delta", "delta": "NG", **delta},
            {"type": "response.completed", "response": self._response("completed")},
        ]
        return [event | {"sequence_number": nth} for nth, event in enumerate(events)]

    def _embedding(self) -> Json:
        return {
            "object": "list",
            "model": "text-embedding-3-small",
            "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 0.5]}],
            "usage": {"prompt_tokens": self.tokens_in, "total_tokens": self.tokens_in},
        }


class _Handler(BaseHTTPRequestHandler):
    model: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.model.answer(self.path, body)
        if isinstance(answer, list):
            self._stream(answer)
        else:
            self._send("application/json", json.dumps(answer).encode())

    def _send(self, kind: str, data: bytes, *, short: int = 0) -> None:
        self.send_response(self.model.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) + short))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: list[Json]) -> None:
        sent = events if self.model.cut is None else events[: self.model.cut]
        text = "".join(_event(event) for event in sent)
        whole = len(sent) == len(events)
        self._send(
            "text/event-stream", (text + "data: [DONE]\n\n" * whole).encode(), short=not whole
        )
        self.close_connection = not whole


def _event(fields: Mapping[str, Any]) -> str:
    name = f"event: {fields['type']}\n" if "type" in fields else ""
    return f"{name}data: {json.dumps(fields)}\n\n"


@contextmanager
def serving(model: ModelServer) -> Iterator[ModelServer]:
    with on_loopback(_Handler, model=model) as url:
        model.url = f"{url}/v1"
        yield model
