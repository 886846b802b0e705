"""A model that is a script, behind the same kind of endpoint: for work without a network."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def scripted() -> Iterator[str]:
    """Serve on a free port of this machine alone; give the base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


class Endpoint(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = asked["messages"][-1]["content"].split()
        answer = json.dumps(opinion([float(word) for word in words[1:]]))
        body = {
            "object": "chat.completion",
            "model": asked["model"],
            "choices": [{"index": 0, "message": {"role": "assistant", "content": answer}}],
            "usage": {"prompt_tokens": len(words), "completion_tokens": len(answer.split())},
        }
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *said: object) -> None:
        """Keep quiet: the agent's output is for people."""


def opinion(prices: list[float]) -> dict[str, object]:
    """Call it a trend when the second half was higher than the first."""
    half = len(prices) // 2
    rise = sum(prices[half:]) / sum(prices[:half]) - 1
    confidence = round(min(0.9, 50 * abs(rise)), 3)
    return {"direction": "LONG" if rise > 0 else "SHORT", "confidence": confidence}
