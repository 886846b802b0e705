"""An S3 store on this machine, by moto, that counts what it is asked."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from threading import Thread
from typing import Any, TypeAlias
from urllib.request import Request, urlopen
from wsgiref.types import StartResponse, WSGIEnvironment

from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

BUCKET = "fleet"
PLACE = f"s3://{BUCKET}/governor"

Watch: TypeAlias = Callable[[str], None]


@dataclass(slots=True)
class ObjectStore:
    """`refuse` makes it say no, to each request or to those that `refuses` picks.

    `before` and `after` are told the method of a request that is about to be done, or was done
    and is not answered yet.
    """

    environ: Mapping[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    refuse: HTTPStatus | None = None
    refuses: Callable[[], bool] = field(default=lambda: True)
    before: Watch = field(default=lambda _: None)
    after: Watch = field(default=lambda _: None)
    _app: Any = field(default_factory=lambda: DomainDispatcherApplication(create_backend_app))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        self.asked[method] += 1
        if self.refuse is not None and self.refuses():
            code = {403: "AccessDenied", 503: "SlowDown"}[self.refuse]
            start(f"{self.refuse.value} {self.refuse.phrase}", [("Content-Type", "text/xml")])
            return [f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()]
        self.before(method)
        found = list(self._app(environ, start))
        self.sent += sum(map(len, found)) if method == "GET" else 0
        self.after(method)
        return found

    @property
    def requests(self) -> int:
        return self.asked.total()


@contextmanager
def object_store(*, bucket: bool = True) -> Iterator[ObjectStore]:
    store = ObjectStore()
    server = make_server("127.0.0.1", 0, store, threaded=True)
    store.environ = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        _ask(store, "POST", "moto-api/reset")
        if bucket:
            _ask(store, "PUT", BUCKET)
        store.asked.clear()
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _ask(store: ObjectStore, method: str, path: str) -> None:
    """Forget what the tests before left, or make a bucket: moto keeps one store a process."""
    at = f"{store.environ['AWS_ENDPOINT_URL']}/{path}"
    with urlopen(Request(at, method=method, headers={"Host": "s3.amazonaws.com"})) as answer:  # noqa: S310
        answer.read()


def put_long_ago(age: timedelta) -> None:
    """Let all that lies there now be of an earlier time."""
    for backend in get_backend("s3")["123456789012"].values():
        for key in backend.buckets[BUCKET].keys.values():
            key.last_modified -= age
