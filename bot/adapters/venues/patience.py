"""How a request is repeated: after 5xx, resets and timeouts, with jitter, a few times."""

from dataclasses import replace
from typing import Any, Self

from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from bot.adapters.venues.gate import Gate
from bot.adapters.venues.nature import Nature
from bot.policy.prices import Http
from bot.ports.venue import Unavailable

SERVER_FAULTS = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524})


class ShutMeanwhile(HTTPError):
    """Between two tries another request learned that nothing more may be sent."""

    def __init__(self, why: Unavailable) -> None:
        super().__init__(why.reason)
        self.why = why


class Patience(Retry):
    """urllib3's Retry with a pause before every repetition, of half to whole the back-off."""

    def __init__(self, total: int, *, nature: Nature, gate: Gate, **rest: Any) -> None:  # noqa: ANN401 - urllib3 clones with all its own arguments
        super().__init__(total, **rest)
        self.nature, self.gate = nature, gate

    def new(self, **changed: Any) -> Self:  # noqa: ANN401 - same
        return super().new(nature=self.nature, gate=self.gate, **changed)

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002 - urllib3's signature
        # A server that names its own pause is obeyed by the host, for all threads at once.
        return not has_retry_after and super().is_retry(method, status_code, has_retry_after)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        del response
        self.nature.sleep(pause(self.backoff_factor, len(self.history), self.nature))
        why = self.gate.enter()
        if why:
            raise ShutMeanwhile(replace(why, requests=len(self.history)))


def pause(first_seconds: float, times: int, nature: Nature) -> float:
    return float(first_seconds * 2 ** (times - 1) * (0.5 + 0.5 * nature.chance()))


def patience(http: Http, nature: Nature, gate: Gate) -> Patience:
    return Patience(
        http.retries,
        nature=nature,
        gate=gate,
        allowed_methods=["GET"],
        status_forcelist=SERVER_FAULTS,
        backoff_factor=http.backoff_seconds,
        raise_on_status=False,
        redirect=False,
        respect_retry_after_header=False,
    )
