"""One host over HTTP: patient, obedient to limits and bans, and never an exception."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import requests

from bot.adapters.venues.gate import Gate
from bot.adapters.venues.limits import MINUTE_MS, ban_until_ms, date_ms, next_minute_ms, weight_used
from bot.adapters.venues.nature import Nature
from bot.adapters.venues.patience import SERVER_FAULTS, ShutMeanwhile, pause
from bot.adapters.venues.session import (
    NETWORK_FAULTS,
    BadBody,
    body_of,
    calls_of,
    in_words,
    session_for,
)
from bot.policy.prices import Http
from bot.ports.venue import Unavailable
from bot.words.count import plural

MOST_FAILURES = 2  # requests in a row, each with all its retries: then the host counts as down
SHORTEST_BAN_MS = 120_000
SLOWEST_BODY = 3  # times the longest silence that policy allows
BANNED = 418
TOO_MANY = {429: "answered 429: too many requests", BANNED: "answered 418: banned for a while"}
REFUSED = {
    401: "it wants credentials that Governor does not send",
    403: "it refuses this machine",
    451: "it refuses this location",
    **dict.fromkeys((300, 301, 302, 303, 307, 308), "redirects are not followed"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to be read: 200, or a 4xx that says something about the question."""

    status: int
    body: bytes
    date_ms: int | None
    requests: int


@dataclass(frozen=True, slots=True)
class Again:
    reason: str
    until_ms: int
    requests: int


Outcome: TypeAlias = Reply | Unavailable | Again


class Host:
    def __init__(self, url: str, http: Http, nature: Nature, weight_a_minute: int = 0) -> None:
        self.url = url.rstrip("/")
        self._gate = Gate(nature)
        self._http, self._nature = http, nature
        self._weight = weight_a_minute * http.weight_share
        self._failures = 0
        self._session = session_for(http, nature, self._gate)

    def get(self, path: str, params: dict[str, str]) -> Reply | Unavailable:
        """Send one request, again where the host asks for a pause that policy allows."""
        sent, last = 0, Again("", 0, 0)
        for turn in range(1, self._http.retries + 2):
            refusal = self._gate.enter()
            if refusal:
                return replace(refusal, requests=sent)
            outcome = self._ask(path, params, turn)
            sent += outcome.requests
            if not isinstance(outcome, Again):
                return replace(outcome, requests=sent)
            last = outcome
        reason = f"{last.reason}, {plural(sent, 'time')}"
        until_ms = max(last.until_ms, self._nature.clock_ms() + MINUTE_MS)
        return self._gate.shut(Unavailable(reason, until_ms, sent))

    def _ask(self, path: str, params: dict[str, str], turn: int) -> Outcome:
        try:
            response = self._session.get(
                self.url + path,
                params=params,
                timeout=(self._http.connect_seconds, self._http.read_seconds),
                allow_redirects=False,
                stream=True,
            )
        except ShutMeanwhile as shut:
            return shut.why
        except NETWORK_FAULTS as error:
            return self._failed(in_words(error), self._http.retries + 1)
        late_ms = self._nature.clock_ms() + int(SLOWEST_BODY * self._http.read_seconds * 1000)
        with response:
            try:
                body = body_of(response, lambda: self._nature.clock_ms() > late_ms)
            except BadBody as bad:
                return Unavailable(str(bad), None, calls_of(response))
            except NETWORK_FAULTS:
                return self._later("broke off inside an answer", turn, calls_of(response))
        return self._judge(response, body, turn)

    def _judge(self, response: requests.Response, body: bytes, turn: int) -> Outcome:
        status, sent = response.status_code, calls_of(response)
        now_ms = self._nature.clock_ms()
        if self._weight and weight_used(response.headers) >= self._weight:
            self._gate.hold(next_minute_ms(response.headers, now_ms))
        if status in TOO_MANY or (status in SERVER_FAULTS and "Retry-After" in response.headers):
            reason = TOO_MANY.get(status, f"answered {status}")
            until_ms = ban_until_ms(response.headers, body, now_ms)
            return self._obey(reason, until_ms, turn, sent, banned=status == BANNED)
        if status in REFUSED:
            why = f"answered {status}: {REFUSED[status]}"
            return self._gate.shut(Unavailable(why, None, sent))
        if status in SERVER_FAULTS:
            return self._failed(f"answered {status}", sent)
        self._failures = 0
        return Reply(status, body, date_ms(response.headers), sent)

    def _obey(
        self, reason: str, until_ms: int | None, turn: int, sent: int, *, banned: bool
    ) -> Outcome:
        now_ms = self._nature.clock_ms()
        if banned:
            named = until_ms is not None and until_ms > now_ms
            until_ms = until_ms if named else now_ms + SHORTEST_BAN_MS
            return self._gate.shut(Unavailable(reason, until_ms, sent))
        if until_ms is None or until_ms <= now_ms:
            return self._later(reason, turn, sent)
        if until_ms - now_ms > self._http.max_wait_seconds * 1000:
            return self._gate.shut(Unavailable(reason, until_ms, sent))
        self._gate.hold(until_ms)
        return Again(reason, until_ms, sent)

    def _later(self, reason: str, turn: int, sent: int) -> Again:
        seconds = pause(self._http.backoff_seconds, turn, self._nature)
        until_ms = self._nature.clock_ms() + int(seconds * 1000)
        self._gate.hold(until_ms)
        return Again(reason, until_ms, sent)

    def _failed(self, reason: str, sent: int) -> Unavailable:
        self._failures += 1
        why = Unavailable(f"{reason}, {plural(sent, 'time')}", None, sent)
        return self._gate.shut(why) if self._failures >= MOST_FAILURES else why
