"""python -m bench reconcile: requests, settlements a second, and what a long history costs."""

from collections.abc import Iterator

from bench.reconcile.history import history
from bench.reconcile.requests import requests
from bench.reconcile.throughput import throughput
from bench.row import Row, Size


def rows(size: Size) -> Iterator[Row]:
    yield from requests(size)
    yield throughput(size)
    yield from history(size)
