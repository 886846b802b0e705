"""What each way to fail becomes: one stated outcome and one sentence, never an exception."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.adapters.venues.nature import Nature
from bot.ports.venue import Answer, Candles, NotListed, Unavailable
from tests.adapters.venues import bodies
from tests.adapters.venues.bodies import SOUND, START, body, row, sound
from tests.adapters.venues.kit import MINUTE, NOW, Jumping, asked, venue_of
from tests.fakes.venue_server import Fault, VenueServer, made, venue_server

BTC = made("BTC", 40_000)
SERVED = {"BTCUSDT": BTC, "BTC-USD": BTC}
KINDS = ("binance", "coinbase")
kinds = pytest.mark.parametrize("kind", KINDS)


def ask(kind: str, *faults: Fault, again: int = 0) -> tuple[list[Answer], VenueServer, Jumping]:
    jumping = Jumping()
    with venue_server(SERVED, NOW) as server:
        server.faults.extend(faults)
        venue = venue_of(kind, server.url, jumping)
        answers = [venue.candles(asked(kind)) for _ in range(again + 1)]
    return answers, server, jumping


def only(kind: str, *faults: Fault) -> Answer:
    return ask(kind, *faults)[0][0]


@kinds
@pytest.mark.parametrize(
    "fault",
    [
        Fault(act="hang"),
        Fault(act="reset"),
        Fault(act="cut", body=b'[[1,"2'),
        Fault(500),
        Fault(503, b"<html>"),
        Fault(429),
        Fault(429, headers={"Retry-After": "7"}),
        Fault(503, headers={"Retry-After": "7"}),
    ],
    ids=["timeout", "reset", "cut", "500", "503", "429", "429-after-7", "503-after-7"],
)
def test_what_passes_is_outlived(kind: str, fault: Fault) -> None:
    [answer], server, jumping = ask(kind, fault)
    assert isinstance(answer, Candles)
    assert len(answer.candles) == 10
    assert answer.requests == server.count == 2
    assert jumping.slept == ([7.0] if fault.headers else [0.5])


@kinds
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(act="hang"), "did not answer in time, 3 times"),
        (Fault(act="reset"), "broke or refused the connection, 3 times"),
        (Fault(502), "answered 502, 3 times"),
    ],
    ids=["timeout", "reset", "502"],
)
def test_what_stays_ends_after_its_retries(kind: str, fault: Fault, reason: str) -> None:
    [answer], server, jumping = ask(kind, *[fault] * 3)
    assert answer == Unavailable(reason, None, 3)
    assert server.count == 3
    assert jumping.slept == [0.5, 1.0]


@kinds
def test_a_host_that_is_down_is_not_asked_for_ever(kind: str) -> None:
    answers, server, _ = ask(kind, *[Fault(502)] * 30, again=9)
    assert server.count == 6
    assert answers[2:] == [Unavailable("answered 502, 3 times", None, 0)] * 8


@kinds
def test_too_many_requests_without_a_time_backs_off_and_then_shuts(kind: str) -> None:
    answers, server, jumping = ask(kind, *[Fault(429, bodies.COINBASE_SLOW_DOWN)] * 3, again=1)
    assert server.count == 3
    assert jumping.slept[:2] == [0.5, 1.0]
    assert isinstance(answers[0], Unavailable)
    assert answers[0].reason == "answered 429: too many requests, 3 times"
    assert answers[0].retry_at_ms == NOW + 61_500
    assert answers[1] == Unavailable(answers[0].reason, NOW + 61_500, 0)


@kinds
def test_answers_that_keep_breaking_off_shut_the_host_for_a_minute(kind: str) -> None:
    cut = Fault(act="cut", body=b'[[1,"2')
    answers, server, _ = ask(kind, *[cut] * 3, again=1)
    reason = "broke off inside an answer, 3 times"
    assert answers == [
        Unavailable(reason, NOW + 61_500, 3),
        Unavailable(reason, NOW + 61_500, 0),
    ]
    assert server.count == 3


@kinds
def test_a_longer_wait_than_policy_allows_is_left_to_the_next_venue(kind: str) -> None:
    answers, server, jumping = ask(kind, Fault(429, headers={"Retry-After": "61"}), again=1)
    assert answers[0] == Unavailable("answered 429: too many requests", NOW + 61_000, 1)
    assert answers[1] == Unavailable("answered 429: too many requests", NOW + 61_000, 0)
    assert (server.count, jumping.slept) == (1, [])


def test_a_ban_names_its_end_and_nothing_is_sent_before() -> None:
    jumping = Jumping()
    until = NOW + 90_000
    with venue_server(SERVED, NOW) as server:
        server.faults.append(Fault(418, bodies.BINANCE_BANNED % until))
        venue = venue_of("binance", server.url, jumping)
        banned = Unavailable("answered 418: banned for a while", until, 1)
        assert venue.candles(asked("binance")) == banned
        assert venue.candles(asked("binance", 30)) == Unavailable(banned.reason, until, 0)
        assert server.count == 1
        jumping.now_ms = until
        assert isinstance(venue.candles(asked("binance")), Candles)


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, NOW + 120_000),
        ({"Retry-After": "600"}, NOW + 600_000),
        ({"Retry-After": "Sat, 21 Nov 2026 00:10:00 GMT"}, NOW + 600_000),
        ({"Retry-After": "soon"}, NOW + 120_000),
        ({"Retry-After": "Fri, 20 Nov 2026 00:00:00 GMT"}, NOW + 120_000),
    ],
)
def test_a_ban_in_a_header_or_without_a_time(headers: dict[str, str], until: int) -> None:
    answer = only("binance", Fault(418, b"{}", headers))
    assert answer == Unavailable("answered 418: banned for a while", until, 1)


@pytest.mark.parametrize(
    "first", [Fault(500), Fault(429, headers={"Retry-After": "7"})], ids=["500", "429"]
)
def test_a_ban_that_another_request_meets_holds_for_those_that_wait(first: Fault) -> None:
    jumping = Jumping()
    others: list[Answer] = []

    def meanwhile(seconds: float) -> None:
        Jumping.sleep(jumping, seconds)
        if not others:
            others.append(Unavailable("is being asked"))
            others[0] = venue.candles(asked("binance", 30))

    nature = replace(jumping.nature(), sleep=meanwhile)
    with venue_server(SERVED, NOW) as server:
        server.faults.extend([first, Fault(418, headers={"Retry-After": "600"})])
        venue = venue_of("binance", server.url, nature)
        answer = venue.candles(asked("binance"))
        assert server.count == 2
    assert isinstance(answer, Unavailable)
    assert (answer.reason, answer.requests) == ("answered 418: banned for a while", 1)
    assert isinstance(others[0], Unavailable)
    assert answer.retry_at_ms == others[0].retry_at_ms


@kinds
def test_a_wait_that_is_over_when_it_is_named_backs_off(kind: str) -> None:
    _, _, jumping = ask(kind, *[Fault(429, headers={"Retry-After": "0"})] * 2)
    assert jumping.slept == [0.5, 1.0]


def test_a_date_is_read_on_the_clock_that_wrote_it() -> None:
    ahead = Jumping(NOW + 600_000)
    with venue_server(SERVED, NOW) as server:
        until = {"Retry-After": "Sat, 21 Nov 2026 00:00:30 GMT"}
        server.faults.append(Fault(429, headers=until))
        venue = venue_of("binance", server.url, ahead)
        assert isinstance(venue.candles(asked("binance")), Candles)
    assert ahead.slept == [30.0]


@kinds
def test_a_body_that_drips_does_not_hold_up_the_run(kind: str) -> None:
    with venue_server(SERVED, NOW) as server:
        server.faults.append(Fault(200, sound(kind, *range(10)), act="drip"))
        venue = venue_of(kind, server.url, Nature(sleep=Jumping().sleep))
        answer = venue.candles(asked(kind))
    assert answer == Unavailable("sent its answer too slowly", None, 1)


@kinds
def test_a_packed_body_is_read(kind: str) -> None:
    packed = Fault(200, gzip.compress(sound(kind, 0)), {"Content-Encoding": "gzip"})
    assert only(kind, packed) == only(kind, Fault(200, sound(kind, 0)))


@kinds
def test_a_refused_location_is_never_asked_again(kind: str) -> None:
    answers, server, jumping = ask(kind, Fault(451, bodies.BINANCE_RESTRICTED), again=2)
    assert answers[0] == Unavailable("answered 451: it refuses this location", None, 1)
    assert answers[1:] == [Unavailable("answered 451: it refuses this location", None, 0)] * 2
    assert (server.count, jumping.slept) == (1, [])


@kinds
def test_a_redirect_is_not_followed(kind: str) -> None:
    with venue_server(SERVED, NOW) as other:
        answer = only(kind, Fault(302, headers={"Location": other.url + "/api/v3/klines"}))
        assert other.count == 0
    assert answer == Unavailable("answered 302: redirects are not followed", None, 1)


@pytest.mark.parametrize(
    ("kind", "status", "text", "reason"),
    [
        (
            "binance",
            400,
            bodies.BINANCE_UNKNOWN,
            "does not list it (answered 400: Invalid symbol.)",
        ),
        ("coinbase", 404, bodies.COINBASE_UNKNOWN, "does not list it (answered 404: NotFound)"),
    ],
)
def test_an_unknown_symbol_is_final(kind: str, status: int, text: bytes, reason: str) -> None:
    answers, server, _ = ask(kind, Fault(status, text), again=1)
    assert answers == [NotListed(reason, 1), NotListed(reason, 0)]
    assert server.count == 1


@pytest.mark.parametrize("text", [bodies.COINBASE_GRANULARITY, bodies.COINBASE_TOO_MANY])
def test_another_refusal_of_coinbase_is_told_in_its_words(text: bytes) -> None:
    answer = only("coinbase", Fault(400, text))
    assert answer == Unavailable(f"answered 400: {json.loads(text)['message']}", None, 1)


NOT_JSON = "answered something that is not JSON: "


@kinds
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", NOT_JSON + "''"),
        (b'[[1700000000,1,2,1,"', NOT_JSON + "'[[1700000000,1,2,1,\"'"),
        (b"<html>Maintenance</html>", NOT_JSON + "'<html>Maintenance</html>'"),
        (b"\xff\xfe\x00", NOT_JSON + r"'��\\u0000'"),
        (b"[" * 100_000, NOT_JSON + f"'{'[' * 40}'"),
        (b"{}", "answered JSON that is not a list of candles"),
        (bodies.COINBASE_TICKER, "answered JSON that is not a list of candles"),
        (b"null", "answered JSON that is not a list of candles"),
        (b"[[1,2,3]]", "answered with row 1 not of"),
        (b"[7]", "answered with row 1 not of"),
        (b" " * 4_000_001, "answered with more than 4,000,000 bytes"),
    ],
    ids=["empty", "cut", "html", "binary", "deep", "dict", "ticker", "null", "short", "no", "big"],
)
def test_a_body_that_cannot_be_read_gives_nothing(kind: str, text: bytes, reason: str) -> None:
    answer = only(kind, Fault(200, text))
    assert isinstance(answer, Unavailable)
    assert answer.reason.startswith(reason)
    assert answer.requests == 1


@kinds
@pytest.mark.parametrize("time", [None, True, "x", -1, 1.5, [], 10**17])
def test_a_row_without_a_time_spoils_the_answer(kind: str, time: object) -> None:
    spoilt = row(kind, 0, SOUND)
    spoilt[0] = time
    answer = only(kind, Fault(200, body(spoilt)))
    assert answer == Unavailable("answered with row 1 without a time", None, 1)


@kinds
def test_an_empty_list_is_silence(kind: str) -> None:
    answer = only(kind, Fault(200, b"[]"))
    assert answer == Candles((), (START, START + 10 * MINUTE), (), 1)


@kinds
def test_order_and_equal_duplicates_do_not_matter(kind: str) -> None:
    plain = only(kind, Fault(200, sound(kind, 0, 1, 2, 3)))
    mixed = only(kind, Fault(200, sound(kind, 2, 0, 3, 0, 1, 2)))
    assert isinstance(plain, Candles)
    assert len(plain.candles) == 4
    assert mixed == plain


Spoil = Callable[[str], list[object]]


def prices(*four: object) -> Spoil:
    return lambda kind: row(kind, 2, (four[0], four[1], four[2], four[3]))


@kinds
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (prices("NaN", 2, 1, 1), "is not a price above zero"),
        (prices(float("nan"), 2, 1, 1), "is not a price above zero"),
        (prices(1, float("inf"), 1, 1), "is not a price above zero"),
        (prices(0, 2, 0, 1), "is not a price above zero"),
        (prices(-1, 2, -1, 1), "is not a price above zero"),
        (prices("1_0", 20, 1, 1), "is not a price above zero"),
        (prices(None, 2, 1, 1), "is not a price above zero"),
        (prices("", 2, 1, 1), "is not a price above zero"),
        (prices("1e999", 2, 1, 1), "is not a price above zero"),
        (prices(1, 1, 2, 1), "is above the open or the close"),
        (prices(2, 1, 1, 1), "is below the open or the close"),
    ],
)
def test_a_row_with_an_impossible_price_leaves_a_hole(kind: str, spoil: Spoil, reason: str) -> None:
    answer = only(kind, Fault(200, body(*(row(kind, n, SOUND) for n in (0, 1)), spoil(kind))))
    assert isinstance(answer, Candles)
    [problem] = answer.problems
    assert problem.reason == reason
    assert problem.file.startswith(f"{kind} BTC")
    assert answer.covered == (START + 3 * MINUTE, START + 10 * MINUTE)
    assert answer.candles == ()


@kinds
def test_rows_that_contradict_each_other_are_both_unused(kind: str) -> None:
    other = row(kind, 9, (5, 5, 5, 5))
    rows = [row(kind, n, SOUND) for n in range(10)]
    answer = only(kind, Fault(200, body(*rows, other)))
    assert isinstance(answer, Candles)
    assert [problem.reason for problem in answer.problems] == ["was given with different prices"]
    assert answer.covered == (START, START + 9 * MINUTE)
    assert len(answer.candles) == 9


@kinds
def test_rows_that_were_not_asked_for_are_unused(kind: str) -> None:
    answer = only(kind, Fault(200, sound(kind, -1, 0, 1, 10)))
    assert isinstance(answer, Candles)
    assert [c.open_time_ms for c in answer.candles] == [START, START + MINUTE]
    assert {problem.reason for problem in answer.problems} == {"was not asked for"}
    assert len(answer.problems) == 2


@kinds
def test_a_misaligned_row_leaves_a_hole(kind: str) -> None:
    late = row(kind, 9, SOUND)
    late[0] = (START + 9 * MINUTE + 5_000) // (1000 if kind == "coinbase" else 1)
    rows = [row(kind, n, SOUND) for n in range(9)]
    answer = only(kind, Fault(200, body(*rows, late)))
    assert isinstance(answer, Candles)
    assert answer.covered == (START, START + 9 * MINUTE)
    assert answer.problems[0].reason == "is not a multiple of 60000 ms"


def test_near_the_weight_limit_the_next_request_waits_for_the_minute() -> None:
    jumping = Jumping(NOW + 10_000)
    with venue_server(SERVED, NOW + 10_000) as server:
        server.weight = 2_999
        venue = venue_of("binance", server.url, jumping)
        venue.candles(asked("binance"))
        venue.candles(asked("binance"))
        assert jumping.slept == []
        server.weight = 3_000
        venue.candles(asked("binance"))
        venue.candles(asked("binance"))
    assert jumping.slept == [50.0]


@kinds
def test_no_price_is_invented_whatever_is_answered(kind: str) -> None:
    """Each fault once, in one run: what comes out are candles of the venue, or none."""
    faults = [
        Fault(200, body(row(kind, 0, ("NaN", 1, 1, 1)))),
        Fault(500),
        Fault(200, b"<html>"),
        Fault(429),
        Fault(act="cut", body=b"["),
    ]
    answers, _, _ = ask(kind, *faults, again=4)
    real = {BTC(START + n * MINUTE, MINUTE) for n in range(10)}
    for answer in answers:
        assert not isinstance(answer, Candles) or set(answer.candles) <= real
