from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from bot.adapters.loopback import HEADERS, HOST, Handler


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text("<p>here")
    (tmp_path / "agents").mkdir()
    with ThreadingHTTPServer(
        (HOST, 0), partial(Handler, directory=str(tmp_path), refresh=lambda: None)
    ) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
        thread.join()


def test_pages_are_shown_and_not_kept(address: str) -> None:
    found = requests.get(f"{address}/", timeout=5)
    assert found.text == "<p>here"
    assert HEADERS.items() <= found.headers.items()
    assert requests.head(f"{address}/", timeout=5).ok


def test_a_strange_page_cannot_pose_as_this_machine(address: str) -> None:
    found = requests.get(f"{address}/", headers={"Host": "evil.example"}, timeout=5)
    assert found.status_code == 421
    assert "here" not in found.text


def test_folders_are_not_listed_and_nothing_above_is_reached(address: str) -> None:
    assert requests.get(f"{address}/agents/", timeout=5).status_code == 404
    assert requests.get(f"{address}/%2e%2e/%2e%2e/etc/passwd", timeout=5).status_code == 404


def test_only_looking_is_possible(address: str) -> None:
    assert requests.post(f"{address}/", timeout=5).status_code == 501
