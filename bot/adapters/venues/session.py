"""The pooled session of one host, its bounded bodies, and its failures in words."""

from collections.abc import Callable

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, ReadTimeoutError

from bot import __version__
from bot.adapters.venues.gate import Gate
from bot.adapters.venues.nature import Nature
from bot.adapters.venues.patience import patience
from bot.policy.prices import Http

MOST_BYTES = 4_000_000
NETWORK_FAULTS = (requests.RequestException, HTTPError)


class BadBody(Exception):
    """A body that is longer, or slower, than any honest answer."""


def session_for(http: Http, nature: Nature, gate: Gate) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = f"governor/{__version__}"
    session.headers["Accept"] = "application/json"
    pool = HTTPAdapter(
        pool_connections=1,
        pool_maxsize=http.parallel,
        pool_block=True,
        max_retries=patience(http, nature, gate),
    )
    session.mount("https://", pool)
    session.mount("http://", pool)
    return session


def body_of(response: requests.Response, is_late: Callable[[], bool]) -> bytes:
    """Read a whole body, as much at a time as has come: a slow one must not hold up the run."""
    body = bytearray()
    response.raw.decode_content = True
    while chunk := response.raw.read1(65_536):
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadBody(f"answered with more than {MOST_BYTES:,} bytes")
        if is_late():
            raise BadBody("sent its answer too slowly")
    return bytes(body)


def calls_of(response: requests.Response) -> int:
    retries = response.raw.retries
    return 1 + len(retries.history) if retries else 1


def in_words(error: Exception) -> str:
    inner = error.args[0] if error.args else error
    cause = inner.reason if isinstance(inner, MaxRetryError) else error
    if isinstance(cause, ReadTimeoutError | requests.ReadTimeout):
        return "did not answer in time"
    if isinstance(cause, ConnectTimeoutError | requests.ConnectTimeout):
        return "could not be reached in time"
    return "broke or refused the connection"
