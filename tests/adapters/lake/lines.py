"""Lines as Governor writes them, of every kind of partition."""

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.lake.columns import MARKS, QUARANTINE, SETTLEMENTS, SIGNALS, TELEMETRY, Form
from bot.events.batch import Refused
from bot.events.quarantine import line_of, name_of
from bot.events.telemetry import Telemetry
from bot.ledger.marks import Mark
from bot.ledger.settlements import Settlement
from bot.words.canonical import encode_line
from bot.words.instant import from_ms
from bot.words.problem import Problem
from tests.ledger.build import at, signal, text_at

REFUSED = Refused(Problem("a.jsonl", 3, "ts", "é", "is not a time"), b'{"ts":"\xff\n"}')
MARK = Mark(text_at(0), "BTC", "binance", 1e-05, 100.0, text_at(60))
REPORT = Telemetry(from_ms(at(1)), "ann", "r1", 12.0, 3, 4, None, 0, cached_tokens=7)


def settlement(**changes: object) -> Settlement:
    fields: dict[str, object] = {
        "signal_id": "a" * 64,
        "agent": "ann",
        "strategy_class": "momentum",
        "run_id": "r1",
        "fingerprint": None,
        "symbol": "BTC",
        "direction": "LONG",
        "ts": text_at(0),
        "received_at": text_at(1),
        "settled_at": text_at(70),
        "horizon_hours": 1,
        "regime": None,
        "confidence": 0.7,
        "score_final": -0.0,
        "price_version": 1,
        "status": "settled",
    }
    return Settlement(**fields | changes)  # type: ignore[arg-type]


def _signals() -> list[bytes]:
    claimed = replace(signal(3, name="t"), claimed_at=from_ms(at(2)), regime=None)
    return [signal(2).line(), claimed.line()]


def _settlements() -> list[bytes]:
    paid = {"entry_price": 100.5, "exit_price": 1e22, "venue": "binance", "net_bps": 0.1 + 0.2}
    rows = [settlement(), settlement(entry_at=text_at(2), exit_at=text_at(62), **paid)]
    return [encode_line(row.wire()) for row in (*rows, settlement(reason="no price"))]


WRITTEN: Mapping[Form, list[bytes]] = {
    SIGNALS: _signals(),
    TELEMETRY: [REPORT.line(), replace(REPORT, cached_tokens=None, model="m").line()],
    QUARANTINE: [line_of(name_of(REFUSED), REFUSED, text_at(1))],
    SETTLEMENTS: _settlements(),
    MARKS: [encode_line(MARK.wire())],
}


def lines_of(form: Form) -> list[bytes]:
    return [line.removesuffix(b"\n") for line in WRITTEN[form]]
