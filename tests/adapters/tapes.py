"""Cassettes: recorded from loopback as if a public host had answered; played without a network."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import vcr
from vcr.cassette import Cassette
from vcr.request import Request

MATCH_ON = ("method", "scheme", "host", "path", "query", "body")
NEVER = ("127.0.0.1", "authorization", "bearer", "cookie")


class Tape(Protocol):
    @property
    def path(self) -> Path: ...


@contextmanager
def cassette(path: Path, url: str, public: str, kept: Iterable[str]) -> Iterator[Cassette]:
    """Play it, or record it anew where `url` is another than the `public` one.

    Of requests no header is kept, for keys are in them; of answers those that are `kept`.
    """
    playing = url == public
    if not playing:
        path.unlink(missing_ok=True)

    def to_public(request: Request) -> Request:
        request.uri = request.uri.replace(url, public)
        request.headers = {}
        return request

    def from_public(response: Mapping[str, Any]) -> dict[str, Any]:
        text = response["body"]["string"].replace(url.encode(), public.encode())
        headers = {key: value for key, value in response["headers"].items() if key.lower() in kept}
        sized = {**headers, "Content-Length": [str(len(text))]}
        return {**response, "headers": sized, "body": {"string": text}}

    recorder = vcr.VCR(
        record_mode="none" if playing else "once",
        match_on=MATCH_ON,
        before_record_request=to_public,
        before_record_response=from_public,
    )
    with recorder.use_cassette(str(path)) as opened:
        yield opened


def assert_clean(folder: Path, tapes: Iterable[Tape], *secrets: str) -> None:
    """None is left over, and none holds a secret or tells where it was recorded."""
    assert set(folder.iterdir()) == {tape.path for tape in tapes}
    for path in folder.iterdir():
        text = path.read_text().lower()
        assert not [word for word in (*NEVER, *secrets) if word.lower() in text], path
