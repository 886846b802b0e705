"""The paper broker: worse by slippage, for a fee, once a key."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy.costs import Costs
from bot.sdk.broker import GROUP, SHIPPED, OrderRejected, find_broker
from bot.sdk.paper import FEE_BPS, SLIPPAGE_BPS, PaperBroker
from bot.sdk.ticket import Ticket

ROOT = Path(__file__).parents[2]


def ticket(quantity: float | None, price: float | None = 200.0, key: str = "k") -> Ticket:
    return Ticket(
        key=key,
        signal_id="s",
        agent="alpha",
        strategy_class="momentum",
        symbol="BTC/USDT",
        mode="live",
        at="2026-11-21T06:30:00.000Z",
        move_usd=100.0 if (quantity or 0) >= 0 else -100.0,
        target_usd=100.0,
        new_risk_usd=100.0,
        bound_by="weight",
        lease=7,
        price=price,
        quantity=quantity,
    )


def ledger(home: Path) -> Path:
    return home / "paper" / "2026-11-21.jsonl"


@pytest.mark.parametrize(("quantity", "price"), [(0.5, 202.0), (-0.5, 198.0)])
def test_fee_and_slippage_are_paid_on_either_side(
    tmp_path: Path, quantity: float, price: float
) -> None:
    fill = PaperBroker(tmp_path, fee_bps=50.0, slippage_bps=100.0).order(ticket(quantity))
    assert fill.quantity == quantity
    assert fill.price == pytest.approx(price)
    assert fill.fee_usd == pytest.approx(0.5 * price * 0.005)


def test_a_key_is_carried_out_once_also_by_another_process(tmp_path: Path) -> None:
    first = PaperBroker(tmp_path).order(ticket(0.5))
    assert PaperBroker(tmp_path).order(ticket(7.0, 500.0)) == first
    assert PaperBroker(tmp_path).find("k") == first
    assert PaperBroker(tmp_path).find("other") is None
    assert len(ledger(tmp_path).read_bytes().splitlines()) == 1


def test_a_key_of_another_day_is_known_and_one_that_is_only_mentioned_is_not(
    tmp_path: Path,
) -> None:
    broker = PaperBroker(tmp_path)
    first = broker.order(replace(ticket(0.5), at="2026-10-02T00:00:00.000Z"))
    broker.order(replace(ticket(0.5, key="other"), signal_id="mentioned"))
    assert broker.order(ticket(0.5)) == first
    assert broker.find("mentioned") is None


def test_a_torn_order_was_none(tmp_path: Path) -> None:
    broker = PaperBroker(tmp_path)
    broker.order(ticket(0.5))
    path = ledger(tmp_path)
    path.write_bytes(path.read_bytes()[:-9])
    assert PaperBroker(tmp_path).find("k") is None
    assert PaperBroker(tmp_path).order(ticket(0.5)).key == "k"
    assert len(path.read_bytes().splitlines()) == 1


@pytest.mark.parametrize("wrong", [ticket(None), ticket(0.5, None), ticket(0.0)])
def test_what_it_cannot_price_it_rejects(tmp_path: Path, wrong: Ticket) -> None:
    with pytest.raises(OrderRejected):
        PaperBroker(tmp_path).order(wrong)


def test_it_costs_what_a_trade_is_taken_to_cost() -> None:
    assert Costs().one_side("any", "BTC/USDT") == (FEE_BPS, SLIPPAGE_BPS)


def test_it_is_there_installed_or_not(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][GROUP] == {SHIPPED.name: SHIPPED.value}
    assert isinstance(find_broker("paper", tmp_path), PaperBroker)
