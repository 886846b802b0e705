"""A window on a folder of pages, for this machine alone."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

HOST = "127.0.0.1"
NAMES = frozenset({HOST, "localhost"})
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Handler(SimpleHTTPRequestHandler):
    """Answers who asks for this machine by its own name: a strange page cannot pose as it."""

    def __init__(self, *given: Any, refresh: Callable[[], None], **more: Any) -> None:  # noqa: ANN401 - the server's own
        self._refresh = refresh
        super().__init__(*given, **more)

    def do_GET(self) -> None:
        if self._is_for_here():
            if self.path.endswith(("/", ".html")):
                self._refresh()
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._is_for_here():
            super().do_HEAD()

    def _is_for_here(self) -> bool:
        host = (self.headers.get("Host") or "").partition(":")[0]
        if host in NAMES:
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def list_directory(self, path: object) -> None:
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *message: object) -> None:
        """Say nothing: who looks is who started it."""
        del message


class Loopback:
    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port

    def open(self, tell: Callable[[str], None], refresh: Callable[[], None]) -> None:
        alone = Lock()

        def one_at_a_time() -> None:
            with alone:
                refresh()

        handler = partial(Handler, directory=str(self._folder), refresh=one_at_a_time)
        with ThreadingHTTPServer((HOST, self._port), handler) as server:
            tell(f"http://{HOST}:{server.server_port}/")
            server.serve_forever()
