from dataclasses import replace

from bot.events.signal import Direction
from bot.stats.likeness import Agreement, agreement, views_by_agent
from tests.ledger.build import signal


def test_the_last_word_of_an_hour_counts_and_flat_is_none() -> None:
    signals = [
        signal(59, "SHORT", name="2"),
        signal(1, "LONG", name="1"),
        signal(60, "FLAT", name="3"),
        signal(30, "LONG", symbol="ETH/USDT", name="4", agent="bob"),
    ]
    found = views_by_agent(signals)
    assert list(found["ann"].values()) == [Direction.SHORT]
    assert [asset for asset, _ in found["bob"]] == ["ETH"]


def test_the_share_is_of_common_views() -> None:
    ann = [signal(60 * hour, name=f"a{hour}") for hour in range(10)]
    bob = [
        replace(one, agent="bob", symbol="BTC-USD", signal_id=str(number))
        for number, one in enumerate(ann[2:])
    ]
    bob[0] = replace(bob[0], direction=Direction.SHORT)
    views = views_by_agent([*ann, *bob])
    assert agreement(views["ann"], views["bob"]) == Agreement(7 / 8, 8)
    assert agreement(views["ann"], {}) is None
