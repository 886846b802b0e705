import base64
import logging
from collections.abc import Iterator

import pytest

from bot.adapters.sendgrid_post import SendGridPost
from bot.effects.mail.letter import Letter, Mail, Picture
from bot.errors import CannotSend
from tests.fakes.sendgrid_server import KEY, Reply, SendGridServer, refused, sendgrid

LETTER = Letter(
    "lp_daily",
    "2026-11-21T07:10:00.000Z",
    "[LP Daily] PnL +1.0 bps | DD 2.0 bps",
    "plain",
    "<p>rich</p>",
    (Picture("equity", b"\x89PNG"),),
)
MAIL = Mail("bot@fleet.example", "ann@lp.example", LETTER)


@pytest.fixture
def carrier() -> Iterator[SendGridServer]:
    with sendgrid() as server:
        yield server


def post(carrier: SendGridServer, key: str = KEY, *, sandbox: bool = False) -> SendGridPost:
    return SendGridPost(key, carrier.url, sandbox, seconds=0.5, sleep=lambda _: None)


def test_a_mail_goes_out_as_the_api_describes_it(carrier: SendGridServer) -> None:
    assert post(carrier).send(MAIL) == "m1"
    (body,) = carrier.taken
    assert body["from"] == {"email": "bot@fleet.example"}
    assert carrier.recipients == ["ann@lp.example"]
    assert [one["type"] for one in body["content"]] == ["text/plain", "text/html"]
    (picture,) = body["attachments"]
    assert base64.b64decode(picture["content"]) == b"\x89PNG"
    assert (picture["disposition"], picture["content_id"]) == ("inline", "equity")


def test_sandbox_mode_has_it_checked_and_not_sent(carrier: SendGridServer) -> None:
    assert post(carrier, sandbox=True).send(MAIL) == ""
    assert (carrier.requests, carrier.taken) == (1, [])


def test_the_activity_feed_knows_what_was_taken(carrier: SendGridServer) -> None:
    one = post(carrier)
    assert one.knows(MAIL.key) is False
    one.send(MAIL)
    assert one.knows(MAIL.key) is True


def test_an_account_without_a_feed_cannot_tell(carrier: SendGridServer) -> None:
    carrier.has_feed = False
    assert post(carrier).knows(MAIL.key) is None


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_not_taken_is_tried_again(carrier: SendGridServer, status: int) -> None:
    carrier.script = lambda nth, _: refused(status, "later", Retry_After="3") if nth < 3 else None
    waited: list[float] = []
    one = SendGridPost(KEY, carrier.url, seconds=0.5, sleep=waited.append)
    assert one.send(MAIL) == "m1"
    assert waited == [3.0, 3.0]


@pytest.mark.parametrize(
    ("reply", "unsure", "hopeless", "said"),
    [
        (refused(400, "Does not contain a valid address."), False, False, "a valid address"),
        (refused(401, "no"), False, True, "SENDGRID_API_KEY is refused"),
        (refused(403, "no"), False, True, "Sender Authentication"),
        (refused(413, "too large"), False, False, "413: too large"),
        (refused(429, "slow", Retry_After="3600"), False, False, "429"),
        (refused(500, "oh"), True, False, "500: oh"),
        (Reply(502, None), True, False, "502: without a reason"),
        (Reply(0, hangs=True), True, False, "did not answer"),
    ],
)
def test_each_refusal_says_what_became_of_the_mail(
    carrier: SendGridServer, reply: Reply, *, unsure: bool, hopeless: bool, said: str
) -> None:
    carrier.script = lambda _nth, _body: reply
    with pytest.raises(CannotSend, match=said) as raised:
        post(carrier).send(MAIL)
    assert (raised.value.unsure, raised.value.hopeless) == (unsure, hopeless)


def test_nobody_there_is_known_to_have_taken_nothing() -> None:
    with sendgrid() as gone:
        url = gone.url
    with pytest.raises(CannotSend, match="cannot be reached") as raised:
        SendGridPost(KEY, url, seconds=0.5).send(MAIL)
    assert (raised.value.unsure, raised.value.hopeless) == (False, True)


def test_the_key_is_in_no_log_no_error_and_no_repr(
    carrier: SendGridServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = post(carrier)
    one.send(MAIL)
    carrier.script = lambda _nth, _body: refused(400, f"bad key {KEY}")
    with pytest.raises(CannotSend) as raised:
        one.send(MAIL)
    assert KEY not in caplog.text + str(raised.value) + repr(one)
