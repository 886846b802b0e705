"""A machine with a lease, a kill list and a home, for the tests of the gate and the router."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapters.ed25519 import Ed25519Signer
from bot.sdk.fields import render
from bot.sdk.gate import Gate
from bot.sdk.refusal import Refusal
from bot.sdk.router import Router
from bot.sdk.strict_fields import encode
from bot.sdk.terms import Terms
from bot.sdk.ticket import Ticket

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
KILLS = b"v: 1\nall: false\nagents: []\nstrategy_classes: []\n"
AGENT: Mapping[str, Any] = {
    "strategy_class": "momentum",
    "stage": "live",
    "weight": 0.2,
    "confidence": 1.0,
    "haircut": 1.0,
    "position_usd": 250.0,
}
LEASE: Mapping[str, Any] = {
    "v": 1,
    "mode": "live",
    "generated_at": "2026-11-21T06:00:00.000Z",
    "valid_until": "2026-11-21T07:30:00.000Z",
    "sequence": 7,
    "policy_digest": "ab" * 32,
    "killed": {"all": False, "agents": [], "strategy_classes": []},
    "agents": {"alpha": AGENT, "beta": AGENT},
    "caps": {"regime": "RISK_ON", "gross": 1.0, "symbol": 0.4, "symbols": {}},
    "budget": {
        "portfolio_usd": 1000.0,
        "max_position_usd": 250.0,
        "daily_new_risk_usd": 1000.0,
        "local_stop_bps": 250.0,
    },
    "signature": "",
}
PRIVATE = base64.b64encode(bytes(range(32))).decode()


def changed(path: str, value: object, base: Mapping[str, Any] = LEASE) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(json.dumps(base))
    *steps, last = path.split(".")
    part = fields
    for step in steps:
        part = part[step]
    part[last] = value
    return fields


def without(path: str) -> dict[str, Any]:
    fields = changed(path, None)
    *steps, last = path.split(".")
    part = fields
    for step in steps:
        part = part[step]
    del part[last]
    return fields


def signed(fields: Mapping[str, Any], private_key: str = PRIVATE) -> dict[str, Any]:
    rest = {name: value for name, value in fields.items() if name != "signature"}
    return {**rest, "signature": Ed25519Signer(private_key, "a test").sign(encode(rest))}


def signal(
    direction: str = "LONG", agent: str = "alpha", symbol: str = "BTC/USDT", **more: object
) -> dict[str, object]:
    return {
        "v": 1,
        "ts": render(NOW),
        "agent": agent,
        "strategy_class": "momentum",
        "run_id": "run-1",
        "symbol": symbol,
        "direction": direction,
        **more,
    }


@dataclass
class Desk:
    folder: Path
    terms: Terms

    @classmethod
    def at(cls, folder: Path, *, live: bool = True) -> "Desk":
        terms = Terms(
            lease=str(folder / "gate.json"),
            kill_list=str(folder / "kill_list.yml"),
            home=folder / "home",
            told_live=live,
        )
        desk = cls(folder, terms)
        desk.lease(LEASE)
        desk.kills(KILLS)
        return desk

    def lease(self, fields: Mapping[str, Any] | bytes) -> None:
        data = fields if isinstance(fields, bytes) else json.dumps(fields, indent=1).encode()
        Path(self.terms.lease).write_bytes(data)

    def change(self, path: str, value: object) -> None:
        self.lease(changed(path, value, json.loads(Path(self.terms.lease).read_bytes())))

    def kills(self, data: bytes) -> None:
        Path(self.terms.kill_list).write_bytes(data)

    def told(self, **changes: Any) -> "Desk":  # noqa: ANN401 any term
        return Desk(self.folder, replace(self.terms, **changes))

    @property
    def gate(self) -> Gate:
        return Gate(self.terms)

    @property
    def router(self) -> Router:
        return Router(self.gate)

    def route(
        self, line: Mapping[str, object], price: float | None = 100.0, now: datetime = NOW
    ) -> Ticket | Refusal:
        return self.router.route(line, price, now)

    def ticket(
        self, line: Mapping[str, object], price: float | None = 100.0, now: datetime = NOW
    ) -> Ticket:
        answer = self.route(line, price, now)
        assert isinstance(answer, Ticket), answer
        return answer

    def refusal(
        self, line: Mapping[str, object], price: float | None = 100.0, now: datetime = NOW
    ) -> Refusal:
        answer = self.route(line, price, now)
        assert isinstance(answer, Refusal), answer
        return answer

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Read a journal without what it carried from one day into the next."""
        files = sorted((self.terms.home / name).glob("*.jsonl"))
        found = [json.loads(line) for path in files for line in path.read_bytes().splitlines()]
        return [line for line in found if line.get("kind") != "carried"]
