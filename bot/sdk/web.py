"""A document at an address; what has not changed since is not sent again (ETag)."""

import time
from http.client import HTTPMessage, HTTPResponse
from threading import Thread
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.sdk.sources import LIMIT, TIMEOUT, Content, Unread, too_long

NOT_MODIFIED, NOT_FOUND, GONE = 304, 404, 410
HERE = ("localhost", "127.0.0.1", "::1")
BLOCK = 65536
SLOW = "it took too long"


class _Stay(HTTPRedirectHandler):
    """Follow nothing: the token would follow too, to whoever the answer names."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        del req, fp, code, msg, headers, newurl


class WebSource:
    def __init__(self, place: str, token: str = "", timeout: float = TIMEOUT) -> None:
        self.place, self._address = _shown(place), place
        self._token, self._timeout = token, timeout
        # One value, so that threads never see the tag of one answer with the text of another.
        self._last = ("", b"")
        self._opener = build_opener(_Stay)

    def read(self) -> Content:
        """Ask in a thread of its own: a socket's timeout begins anew with every byte."""
        if not _safe(self._address):
            return Unread("an address must start with https:// (http:// only on this machine)")
        answers: list[tuple[Content, str]] = []
        asking = Thread(target=lambda: answers.append(self._answer(self._last)), daemon=True)
        asking.start()
        asking.join(self._timeout)
        if not answers:
            return Unread(SLOW)
        content, etag = answers[0]
        if isinstance(content, bytes):
            self._last = (etag, content)
        return content

    def _answer(self, last: tuple[str, bytes]) -> tuple[Content, str]:
        try:
            return self._fetch(last[0])
        except HTTPError as error:
            with error:
                return _failed(error, last)
        except Exception as error:  # noqa: BLE001 - whatever a server sends, it is no lease
            reason = getattr(error, "reason", None) or repr(error)
            return Unread(f"it cannot be reached: {reason}"), ""

    def _fetch(self, etag: str) -> tuple[Content, str]:
        deadline = time.monotonic() + self._timeout
        with self._opener.open(self._request(etag), timeout=self._timeout) as answer:
            return _read(answer, deadline), answer.headers.get("ETag") or ""

    def _request(self, etag: str) -> Request:
        headers = {
            "Accept": "application/vnd.github.raw+json, */*",
            "Cache-Control": "no-cache",
            "User-Agent": "governor-sdk",
        }
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if etag:
            headers["If-None-Match"] = etag
        return Request(self._address, headers=headers)  # noqa: S310 - _safe has looked at it


def _failed(error: HTTPError, last: tuple[str, bytes]) -> tuple[Content, str]:
    etag, known = last
    if error.code == NOT_MODIFIED and etag:
        return known, etag
    missing = error.code in (NOT_FOUND, GONE)
    return Unread(f"the server answers {error.code}", missing=missing), ""


def _read(answer: HTTPResponse, deadline: float) -> Content:
    """Read within the time even where every byte comes just in time."""
    data = b""
    while block := answer.read1(BLOCK):
        data += block
        if len(data) > LIMIT:
            return too_long()
        if time.monotonic() > deadline:
            return Unread(SLOW)
    promised = answer.headers.get("Content-Length")
    if promised is not None and int(promised) != len(data):
        return Unread("it was cut off")
    return data


def _shown(place: str) -> str:
    """Name an address in sentences that are kept: without what may be a secret of it."""
    bare = place.partition("?")[0].partition("#")[0]
    scheme, _, rest = bare.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _safe(place: str) -> bool:
    try:
        parts = urlsplit(place)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
