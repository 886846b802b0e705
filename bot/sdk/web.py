"""A document at an address; what has not changed since is not sent again (ETag)."""

import time
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.sdk.sources import LIMIT, TIMEOUT, Content, Unread, too_long

NOT_MODIFIED, NOT_FOUND, GONE = 304, 404, 410
HERE = ("localhost", "127.0.0.1", "::1")
BLOCK = 65536


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
        self.place, self._token, self._timeout = place, token, timeout
        # One value, so that threads never see the tag of one answer with the text of another.
        self._last = ("", b"")
        self._opener = build_opener(_Stay)

    def read(self) -> Content:
        if not _safe(self.place):
            return Unread("an address must start with https:// (http:// only on this machine)")
        last = self._last
        try:
            return self._fetch(last)
        except HTTPError as error:
            with error:
                return _failed(error, last)
        except (OSError, HTTPException, ValueError) as error:
            return Unread(f"it cannot be reached: {getattr(error, 'reason', None) or error!r}")

    def _fetch(self, last: tuple[str, bytes]) -> Content:
        deadline = time.monotonic() + self._timeout
        with self._opener.open(self._request(last[0]), timeout=self._timeout) as answer:
            data = _read(answer, deadline)
            if isinstance(data, bytes):
                self._last = (answer.headers.get("ETag") or "", data)
            return data

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
        return Request(self.place, headers=headers)  # noqa: S310 - _safe has looked at it


def _failed(error: HTTPError, last: tuple[str, bytes]) -> Content:
    etag, known = last
    if error.code == NOT_MODIFIED and etag:
        return known
    missing = error.code in (NOT_FOUND, GONE)
    return Unread(f"the server answers {error.code}", missing=missing)


def _read(answer: HTTPResponse, deadline: float) -> Content:
    """Read within the time even where every byte comes just in time."""
    data = b""
    while block := answer.read1(BLOCK):
        data += block
        if len(data) > LIMIT:
            return too_long()
        if time.monotonic() > deadline:
            return Unread("it took too long")
    promised = answer.headers.get("Content-Length")
    if promised is not None and int(promised) != len(data):
        return Unread("it was cut off")
    return data


def _safe(place: str) -> bool:
    parts = urlsplit(place)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
