"""An S3 store on this machine, by moto, that counts what it is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen
from wsgiref.types import StartResponse, WSGIEnvironment

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

BUCKET = "fleet"
PLACE = f"s3://{BUCKET}/governor"


@dataclass(slots=True)
class ObjectStore:
    """`answer` makes it refuse; `hurt` changes what it sends back for keys that hold the word."""

    environ: Mapping[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    refuse: HTTPStatus | None = None
    _app: Any = field(default_factory=lambda: DomainDispatcherApplication(create_backend_app))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.asked[environ["REQUEST_METHOD"]] += 1
        if self.refuse is not None:
            code = {403: "AccessDenied", 503: "SlowDown"}[self.refuse]
            start(f"{self.refuse.value} {self.refuse.phrase}", [("Content-Type", "text/xml")])
            return [f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()]
        found: Iterable[bytes] = self._app(environ, start)
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
