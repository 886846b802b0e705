"""Cassettes of SendGrid's normal paths: what is on each, and how one is recorded and played.

Record all of them again, from a server on loopback: python -m tests.adapters.sendgrid_tapes
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vcr.cassette import Cassette

from bot.adapters.sendgrid_post import HOST, SendGridPost
from bot.effects.mail.letter import Mail
from tests.adapters.tapes import cassette
from tests.adapters.test_sendgrid_post import MAIL
from tests.fakes.sendgrid_server import KEY, sendgrid

FOLDER = Path(__file__).parent / "sendgrid_cassettes"
KEPT = {"content-type", "x-message-id"}


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
    with cassette(tape.path, HOST, HOST, KEPT) as played:
        return tape.act(SendGridPost("played", HOST, tape.sandbox), mail), played


def record(tape: Tape) -> None:
    with sendgrid() as server, cassette(tape.path, server.url, HOST, KEPT):
        tape.act(SendGridPost(KEY, server.url, tape.sandbox), MAIL)


if __name__ == "__main__":
    for each in TAPES:
        record(each)
