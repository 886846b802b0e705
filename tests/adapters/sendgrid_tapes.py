"""Cassettes of SendGrid's normal paths: what is on each, and how one is recorded and played.

Record all of them again, from a server on loopback: python -m tests.adapters.sendgrid_tapes
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vcr
from vcr.cassette import Cassette
from vcr.request import Request

from bot.adapters.sendgrid_post import HOST, SendGridPost
from bot.effects.mail.letter import Letter, Mail, Picture
from tests.fakes.sendgrid_server import KEY, sendgrid

FOLDER = Path(__file__).parent / "sendgrid_cassettes"
MATCH_ON = ("method", "scheme", "host", "path", "query", "body")
KEPT = {"content-type", "content-length", "x-message-id"}
LETTER = Letter(
    "lp_daily",
    "2026-11-21T07:10:00.000Z",
    "[LP Daily] PnL +1.0 bps | DD 2.0 bps",
    "plain",
    "<p>rich</p>",
    (Picture("equity", b"\x89PNG"),),
)
MAIL = Mail("bot@fleet.example", "ann@lp.example", LETTER)


@dataclass(frozen=True, slots=True)
class Tape:
    name: str
    act: Callable[[SendGridPost, Mail], object]
    sandbox: bool = False

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.yaml"


TAPES = (
    Tape("send", lambda post, mail: post.send(mail)),
    Tape("sandbox", lambda post, mail: post.send(mail), sandbox=True),
    Tape("unknown", lambda post, mail: post.knows(mail.key)),
)


def play(tape: Tape, mail: Mail = MAIL) -> tuple[object, Cassette]:
    with _cassette(tape, "none", HOST) as cassette:
        return tape.act(SendGridPost("played", HOST, tape.sandbox), mail), cassette


def record(tape: Tape) -> None:
    tape.path.unlink(missing_ok=True)
    with sendgrid() as server, _cassette(tape, "once", server.url):
        tape.act(SendGridPost(KEY, server.url, tape.sandbox), MAIL)


@contextmanager
def _cassette(tape: Tape, mode: str, url: str) -> Iterator[Cassette]:
    def to_public(request: Request) -> Request:
        request.uri = request.uri.replace(url, HOST)
        request.headers = {}
        return request

    def kept(response: Mapping[str, Any]) -> dict[str, Any]:
        headers = {key: value for key, value in response["headers"].items() if key.lower() in KEPT}
        return {**response, "headers": headers}

    recorder = vcr.VCR(
        record_mode=mode,
        match_on=MATCH_ON,
        before_record_request=to_public,
        before_record_response=kept,
    )
    with recorder.use_cassette(str(tape.path)) as cassette:
        yield cassette


if __name__ == "__main__":
    for each in TAPES:
        record(each)
