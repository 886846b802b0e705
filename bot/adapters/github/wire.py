"""The wire to GitHub: PyGithub's connection and authentication, our own patience and obedience.

PyGithub's objects are not used: they fetch what they miss at a mere look, one call each, and its
own Retry repeats a POST after a 502. Limits are waited out, because what was refused was not done;
after a fault only that is repeated which does nothing more when done twice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import github
import requests
from github.GithubException import GithubException

from bot.adapters.github.call import GITHUB, Answer, Call, T
from bot.adapters.github.limits import pause_asked
from bot.adapters.github.refusals import graph_refusal, moved, refusal, unknown_outcome
from bot.adapters.patience import Patience
from bot.errors import CannotReach, GovernorError, RateLimited

PER_PAGE = "100"
SERVER_FAULT = 500
# The limit bounds what all waiting for rate limits may take together, in seconds.
PATIENCE = Patience(tries=4, first=0.5, longest=8.0, limit=150.0)


class Wire:
    def __init__(self, client: github.Github, patience: Patience = PATIENCE) -> None:
        self._client, self._requester, self.patience = client, client.requester, patience
        self._waited = 0.0

    def close(self) -> None:
        self._client.close()

    def get(self, act: str, path: str, /, **query: str) -> Answer:
        return self.ask(Call(act, "GET", path, query, repeatable=True))

    def ask(self, call: Call, *understood: int) -> Answer:
        """Ask for what must be granted, or refused in a way that the caller understands."""
        answer = self.attempt(call)
        if not answer.ok and answer.status not in understood:
            raise refusal(call, answer)
        return answer

    def pages(self, act: str, path: str, /, **query: str) -> Iterator[Answer]:
        call = Call(act, "GET", path, {"per_page": PER_PAGE, **query}, repeatable=True)
        while True:
            answer = self.ask(call)
            yield answer
            if not answer.next:
                return
            call = Call(act, "GET", answer.next, repeatable=True)

    def listed(
        self, act: str, path: str, decode: Callable[[Any], T], field: str = "", /, **query: str
    ) -> list[T]:
        """Follow all pages; in some answers the list is a field of its own."""

        def items(data: Any) -> list[T]:  # noqa: ANN401 - JSON
            return [decode(one) for one in (data[field] if field else data)]

        return [one for answer in self.pages(act, path, **query) for one in answer.read(items)]

    def graph(self, call: Call, variables: Mapping[str, Any], decode: Callable[[Any], T]) -> T:
        """Ask in GraphQL; the path of such a call is the query itself."""
        body = {"query": call.path, "variables": dict(variables)}
        sent = replace(call, path=self._requester.graphql_url, body=body)
        answer = self.ask(sent)
        for error in answer.refusal.get("errors") or ():
            raise graph_refusal(sent, error)
        return answer.read(lambda whole: decode(whole["data"]))

    def until(self, read: Callable[[], T], shows: Callable[[T], bool]) -> T:
        """Ask again for what GitHub may show late, for a while; then take what it shows."""
        seen = read()
        for turn in range(self.patience.tries):
            if shows(seen):
                break
            self.patience.sleep(self.patience.pause(turn))
            seen = read()
        return seen

    def attempt(self, call: Call) -> Answer:
        """Give whatever GitHub answers in the end; only limits and faults are errors."""
        limits = faults = 0
        while True:
            answer = self._send(call, last=faults + 1 >= self.patience.tries)
            if answer is None:
                self.patience.sleep(self.patience.pause(faults))
                faults += 1
                continue
            pause = pause_asked(answer, limits)
            if pause is None:
                return answer
            self._wait(call, pause)
            limits += 1

    def _send(self, call: Call, *, last: bool) -> Answer | None:
        """Send it once; None says that it failed and may be sent again."""
        sent = {"Accept": call.accept}
        try:
            status, headers, text = self._requester.requestJson(
                call.verb, call.path, dict(call.query), sent, call.body
            )
        except requests.exceptions.RetryError:
            raise moved(call) from None
        except requests.RequestException as error:
            fault = in_words(error)
        except GithubException as error:
            raise refused_token(error) from None
        else:
            answer = Answer(status, headers, _without_secret(text, sent))
            if status < SERVER_FAULT:
                return answer
            fault = f"it answered {status}"
        if last or not call.repeatable:
            raise unknown_outcome(call, fault)
        return None

    def _wait(self, call: Call, pause: float) -> None:
        if self._waited + pause > self.patience.limit:
            raise RateLimited(call.act, pause)
        self._waited += pause
        self.patience.sleep(pause)


def _without_secret(text: str, sent: Mapping[str, str]) -> str:
    """Blot out what we were let in with, should an answer repeat it."""
    secret = sent.get("Authorization", "").rpartition(" ")[2]
    return text.replace(secret, "***") if secret else text


def in_words(error: requests.RequestException) -> str:
    """Say what failed, without the address: it may carry what nobody should read."""
    match error:
        case requests.ConnectTimeout():
            return "no connection in time"
        case requests.Timeout():
            return "it did not answer in time"
        case requests.exceptions.SSLError():
            return "its certificate was not accepted"
        case requests.ConnectionError():
            return "the connection failed"
    return f"the request failed ({type(error).__name__})"


def refused_token(error: GithubException) -> GovernorError:
    """Say why an app gets no token; what PyGithub says may hold what was sent."""
    call = Call("get a token for the GitHub App", "POST", "/app")
    answer = Answer(error.status, {}, "")
    if error.status >= SERVER_FAULT:
        return CannotReach(GITHUB, f"it answered {error.status}", "Run it again later.")
    return refusal(call, answer)
