"""Twelve agents and what they truly are; Governor is never told."""

from dataclasses import dataclass

VERSION = "1"  # what every agent of the demo runs, and says it runs


@dataclass(frozen=True, slots=True)
class Character:
    """`edge` is how much more often than by chance the agent is right about the next 24 h."""

    name: str
    strategy_class: str
    symbols: tuple[str, ...]
    truth: str
    edge: float
    edge_after: float = 0.0
    turns_on_day: int = 10_000
    latency_ms: int = 420
    cost_usd: float = 0.004
    error_share: float = 0.0
    garbage_share: float = 0.0
    tries: int = 1
    parent: str = ""

    def edge_on(self, day: int) -> float:
        return self.edge if day < self.turns_on_day else self.edge_after


BTC_ETH = ("BTCUSDT", "ETHUSDT")
ETH_SOL = ("ETHUSDT", "SOLUSDT")
SOL_ADA = ("SOLUSDT", "ADAUSDT")
ADA_BTC = ("ADAUSDT", "BTCUSDT")

FLEET = (
    Character("tide-btc", "momentum", BTC_ETH, "honest", 0.30),
    Character("tide-eth", "momentum", ETH_SOL, "honest", 0.30),
    Character("anchor-sol", "mean_reversion", SOL_ADA, "honest", 0.30),
    Character(
        "ember-btc",
        "breakout",
        BTC_ETH,
        "decaying",
        0.34,
        -0.25,
        turns_on_day=33,
        parent="tide-btc",
    ),
    Character("ember-eth", "breakout", ETH_SOL, "decaying", 0.34, -0.25, turns_on_day=33),
    Character("clover-sol", "momentum", SOL_ADA, "lucky", 0.0, tries=24),
    Character("coin-btc", "news_llm", BTC_ETH, "no edge", 0.0, cost_usd=0.03),
    Character("coin-ada", "news_llm", ADA_BTC, "no edge", 0.0, cost_usd=0.03),
    Character("inverse-ada", "mean_reversion", ADA_BTC, "harmful", -0.12),
    Character(
        "cracked-eth",
        "breakout",
        ETH_SOL,
        "broken",
        0.0,
        garbage_share=0.25,
        error_share=0.35,
    ),
    Character(
        "molasses-sol",
        "news_llm",
        SOL_ADA,
        "slow and dear",
        0.05,
        latency_ms=4_800,
        cost_usd=0.9,
    ),
    Character("banished-btc", "grid", BTC_ETH, "kill-listed", -0.15),
)
