"""The face on a port of loopback."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.face.face import Face
from tests.face.told import Asked, Told, error_body
from tests.fakes.loopback import on_loopback


@contextmanager
def serve(face: Face) -> Iterator[Face]:
    with on_loopback(_Handler, face=face) as url:
        face.url = f"{url}{face.prefix}"
        try:
            yield face
        finally:
            face.stopping.set()


class _Handler(BaseHTTPRequestHandler):
    face: ClassVar[Face]

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        data = json.loads(body) if body else None
        asked = Asked(self.command, parts.path, query, dict(self.headers), data)
        try:
            told = self.face.answer(asked)
        except Exception as error:  # noqa: BLE001 - a mistake of the face is one of the test
            self.face.mistakes.append(f"{self.command} {self.path}: {error!r}")
            told = Told(500, error_body("Server Error"))
        self._send(told)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library looks for them

    def _send(self, told: Told) -> None:
        if told.hang:
            self.face.stopping.wait(20)
        if told.cut or told.hang:
            self.close_connection = True
            return
        data = told.encoded()
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if told.status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if told.status not in (204, 304):
            self.wfile.write(data)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + self.face.ahead)
