"""A lease at an address: asked every time, sent only when it changed, and never waited for long."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.sdk.refusal import Code, Refusal
from bot.sdk.sources import LIMIT, Unread
from bot.sdk.web import WebSource
from tests.sdk.desk import KILLS, NOW, Desk


@dataclass
class Page:
    """What the server at the other end does."""

    url: str = ""
    body: bytes = b"one"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    asked: list[Message] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    def __init__(self, page: Page) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.page = page


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        page = self.server.page
        page.asked.append(self.headers)
        tag = f'"{hash(page.body)}"'
        same = self.headers.get("If-None-Match") == tag and page.status == 200
        page.sent.append(304 if same else page.status)
        self.send_response(page.sent[-1])
        for name, value in {"ETag": tag, **page.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not same:
            # Whoever asked may have gone before the end.
            with suppress(OSError):
                self._say(page)

    def _say(self, page: Page) -> None:
        pieces = [bytes([byte]) for byte in page.body] if page.drip else [page.body]
        for piece in pieces:
            self.wfile.write(piece)
            time.sleep(page.drip)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page() -> Iterator[Page]:
    found = Page()
    server = Server(found)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/gate.json"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_did_not_change_is_not_sent_again(page: Page) -> None:
    source = WebSource(page.url)
    assert source.read() == source.read() == b"one"
    page.body = b"two"
    assert source.read() == b"two"
    assert page.sent == [200, 304, 200]


@pytest.mark.parametrize(
    ("status", "missing"), [(404, True), (410, True), (500, False), (403, False)]
)
def test_an_error_is_no_lease_even_if_there_was_one(
    page: Page, status: int, *, missing: bool
) -> None:
    source = WebSource(page.url)
    source.read()
    page.status = status
    assert source.read() == Unread(f"the server answers {status}", missing=missing)


def test_an_unasked_304_is_an_error(page: Page) -> None:
    page.status = 304
    assert isinstance(WebSource(page.url).read(), Unread)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nothing_is_followed_and_no_token_with_it(page: Page, status: int) -> None:
    page.status, page.headers = status, {"Location": f"{page.url}/elsewhere"}
    assert WebSource(page.url, "secret").read() == Unread(f"the server answers {status}")
    assert len(page.asked) == 1


def test_the_token_is_sent_and_nothing_else_of_this_machine(page: Page) -> None:
    WebSource(page.url, "secret").read()
    WebSource(page.url).read()
    assert [asked.get("Authorization") for asked in page.asked] == ["Bearer secret", None]


def test_a_page_without_end_is_refused(page: Page) -> None:
    page.body = b" " * (LIMIT + 1)
    assert WebSource(page.url).read() == Unread("it is longer than 1,000,000 bytes")


def test_a_page_that_was_cut_off_is_refused(page: Page) -> None:
    page.headers = {"Content-Length": "9"}
    found = WebSource(page.url).read()
    assert isinstance(found, Unread)


def test_a_server_that_drips_is_not_waited_for(page: Page) -> None:
    page.body, page.drip = b"x" * 200, 0.02
    start = time.monotonic()
    assert isinstance(WebSource(page.url, timeout=0.2).read(), Unread)
    assert time.monotonic() - start < 2


DRIPS = [
    (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
    (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", b"0"),
]


@pytest.mark.parametrize(("first", "then"), DRIPS, ids=["header", "continue", "chunk"])
def test_a_server_that_drips_before_the_page_is_not_waited_for(first: bytes, then: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        dripping = threading.Thread(target=drip, args=(listening, first, then))
        dripping.start()
        start = time.monotonic()
        port = listening.getsockname()[1]
        found = WebSource(f"http://127.0.0.1:{port}/gate.json", timeout=0.2).read()
        assert isinstance(found, Unread)
        assert time.monotonic() - start < 2
        dripping.join()


def drip(listening: socket.socket, first: bytes, then: bytes) -> None:
    asked, _ = listening.accept()
    with asked, suppress(OSError):
        asked.sendall(first)
        for _ in range(30):
            time.sleep(0.1)
            asked.sendall(then)


def test_an_address_is_told_without_the_secrets_in_it(page: Page) -> None:
    secret = WebSource(page.url.replace("//", "//kim:hunter2@") + "?token=s3cret#x")
    assert secret.place == page.url
    assert "https" in str(WebSource("https://[bad").read())


def test_nobody_at_the_address(page: Page) -> None:
    nowhere = page.url.replace("127.0.0.1", "nowhere.invalid").replace("http:", "https:")
    found = WebSource(nowhere, timeout=1).read()
    assert isinstance(found, Unread)
    assert not found.missing


@pytest.mark.parametrize(
    "place", ["http://example.org/gate.json", "ftp://x/y", "file:///etc/hosts"]
)
def test_what_anybody_on_the_way_could_change_is_not_asked_for(place: str) -> None:
    found = WebSource(place).read()
    assert isinstance(found, Unread)
    assert "https://" in found.reason


def test_the_gate_reads_addresses(desk: Desk, page: Page) -> None:
    page.body = KILLS
    gate = desk.told(kill_list=page.url).gate
    assert gate.live(NOW) is True
    page.status = 500
    answer = gate.live(NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.KILL_LIST_UNREADABLE
