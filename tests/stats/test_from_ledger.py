from datetime import UTC, datetime

import numpy as np
import pytest

from bot.ledger.marks import Mark
from bot.ledger.positions import Positions
from bot.ledger.terms import Cost, Terms
from bot.stats.from_ledger import holdings, returns
from bot.stats.history import Holding

ELEVEN = datetime(2026, 3, 1, 11, tzinfo=UTC)
ELEVEN_MS = int(ELEVEN.timestamp() * 1000)


def test_marks_become_hourly_returns_in_bps() -> None:
    mark = Mark(
        "2026-03-01T11:00:00.000Z", "BTC", "files", 200.0, 202.0, "2026-03-01T12:01:00.000Z"
    )
    assert returns([mark])[ELEVEN]["BTC"] == pytest.approx(100.0)


def test_positions_become_holdings_and_what_has_ended_is_left_out() -> None:
    rows = np.array([0, 1])
    held = Positions(
        ("a@1",),
        ("BTC", "ETH"),
        np.zeros(2, dtype=np.int64),
        rows,
        np.full(2, ELEVEN_MS),
        net=np.array([-2.0, 0.0]),
        gross=np.array([2.0, 0.0]),
        entered=np.zeros(2),
        left=np.array([0.0, 1.0]),
    )
    terms = Terms(Cost(8.0, 4.0), {("files", "BTC"): Cost(20.0, 4.0)})
    dear = Holding("a@1", "BTC", -2.0, 2.0, 2.0)
    assert holdings(held, {"BTC": "files"}, terms) == {ELEVEN: [dear]}
    assert holdings(held, {}, terms)[ELEVEN][0].cost_bps == 1.0
