import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.sdk import run
from bot.sdk.opening import Opening
from bot.sdk.runs import OPEN
from tests.sdk.desk import Desk


@dataclass
class Heard:
    """A sink that remembers."""

    data: list[bytes] = field(default_factory=list)

    def __call__(self, data: bytes) -> None:
        self.data.append(data)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in b"".join(self.data).splitlines()]

    @property
    def reports(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "latency_ms" in line]

    @property
    def signals(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "direction" in line]

    def run(self, agent: str = "mom-1", *, host: bool = False) -> Opening:
        return run(agent, "momentum", sink=self, host=host)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.delenv("GOVERNOR_FINGERPRINT", raising=False)
    monkeypatch.delenv("GOVERNOR_EVENTS", raising=False)
    yield Heard()
    assert not OPEN


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.at(tmp_path)
