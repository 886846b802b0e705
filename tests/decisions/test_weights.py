"""The book is never over-full, and what nobody gets is cash."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.spread import asset_cap, spread
from bot.decisions.weights import Allocation, allocate
from bot.policy.agents import Agent
from bot.policy.allocation import Allocation as Terms
from bot.policy.allocation import WeightCaps
from bot.stats.measures import Measures
from bot.words.stage import Stage
from tests.decisions.drawn import AGENTS, TERMS, named
from tests.decisions.fleet import agent, facts, measures, policy, stages, weather

OPEN = Terms(v=1, caps=WeightCaps(agent=1.0, strategy_class=1.0, symbol=1.0))
CAPPED = Terms(v=1, caps=WeightCaps(agent=0.3, strategy_class=0.5, symbol=0.4))
LIVE, CANARY = Stage.LIVE, Stage.CANARY


def divide(given_: Facts, terms: Terms = OPEN, cap: float = 1.0) -> Allocation:
    return allocate(policy(terms), given_, stages(given_), weather(cap))


def fleet(count: int) -> Facts:
    return facts(*(agent(f"a{at}") for at in range(count)))


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 9, 11, 13, 199])
@pytest.mark.parametrize(("cap", "cash"), [(0.2, 0.8), (0.35, 0.65), (0.6, 0.4), (1.0, 0.0)])
def test_what_the_regime_does_not_allow_is_cash(count: int, cap: float, cash: float) -> None:
    found = divide(fleet(count), cap=cap)
    assert (found.gross, found.cash) == (cap, cash)


def test_the_empty_fleet_is_all_cash() -> None:
    found = divide(facts())
    assert (found.gross, found.cash) == (0.0, 1.0)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in (CANARY, LIVE)])
def test_only_canary_and_live_get_anything(stage: Stage) -> None:
    found = divide(facts(agent("a"), agent("b", stage)))
    assert found.weights["b"].zero == f"it is {stage}"
    assert found.weights["a"].in_force == found.gross == 1.0


@pytest.mark.parametrize(
    ("measured", "why"),
    [
        (Measures(), "it is not known what it trades"),
        (measures(None), "its alpha is not known"),
        (measures(nan), "its alpha is not known"),
        (measures(volatility=None), "its volatility is not known"),
        (measures(symbols={}), "it is not known what it trades"),
    ],
)
def test_what_is_not_known_gets_nothing(measured: Measures, why: str) -> None:
    found = divide(facts(agent("a"), agent("b", measured=measured)))
    assert (found.weights["b"].in_force, found.weights["b"].zero) == (0.0, why)


def test_a_canary_gets_a_quarter_and_nobody_the_rest() -> None:
    found = divide(facts(agent("a"), agent("b", CANARY)))
    assert [one.in_force for one in found.weights.values()] == [0.5, 0.125]
    assert found.weights["b"].limits == ("canary size",)
    assert found.cash == 0.375


def test_caps_bite_in_order() -> None:
    """Four alike: 0.25 each, the class of three held to 0.5, BTC of two of them to 0.2."""
    caps = WeightCaps(agent=0.3, strategy_class=0.5, symbol=0.4, symbols={"BTC-USD": 0.2})
    trades = {name: measures(symbols={name: 9}) for name in ("BTC", "ETH", "SOL")}
    found = divide(
        facts(
            agent("a", measured=trades["BTC"]),
            agent("b", measured=trades["BTC"]),
            agent("c", measured=trades["ETH"]),
            agent("d", LIVE, "carry", trades["SOL"]),
        ),
        Terms(v=1, caps=caps),
        cap=0.5,
    )
    assert {name: one.weight for name, one in found.weights.items()} == {
        "a": 0.1,
        "b": 0.1,
        "c": 0.166666666,
        "d": 0.25,
    }
    assert found.weights["a"].limits == ("class cap", "symbol cap")
    assert found.weights["d"].limits == ()
    assert (found.gross, found.cash) == (0.308333, 0.691667)


def test_an_agents_own_cap_only_tightens() -> None:
    given_ = facts(agent("a"), agent("b"))
    registry = [Agent(name="a", strategy_class="momentum", max_weight=0.1)]
    found = allocate(policy(CAPPED, registry=registry), given_, stages(given_), weather(1.0))
    assert [one.weight for one in found.weights.values()] == [0.1, 0.3]
    assert found.weights["a"].limits == ("agent cap",)


def test_a_cap_of_nothing_says_so() -> None:
    found = divide(fleet(2), cap=0.0)
    assert {one.zero for one in found.weights.values()} == {"the regime's cap is 0"}
    closed = divide(fleet(2), Terms(v=1, caps=WeightCaps(strategy_class=0.0)))
    assert closed.weights["a0"].zero == "nothing is left of it after: agent cap, class cap"


def test_one_asset_has_many_spellings() -> None:
    assert spread(measures(symbols={"BTC-USD": 1, "BTCUSDT": 2, "ETH": 1})) == {
        "BTC": 0.75,
        "ETH": 0.25,
    }
    caps = WeightCaps(symbol=0.4, symbols={"btc/usdt": 0.3, "BTC": 0.1})
    assert (asset_cap(caps, "BTC"), asset_cap(caps, "ETH")) == (0.1, 0.4)


def test_a_child_gets_nothing_for_its_parents_record() -> None:
    strong = agent("parent", measured=measures(alpha=80.0))
    child = agent("child", measured=Measures(), parent="parent")
    assert divide(facts(strong, child)).weights["child"].in_force == 0.0


CAP = st.floats(0, 1)


@given(AGENTS, TERMS, CAP)
def test_no_cap_is_exceeded(agents: list[AgentFacts], terms: Terms, cap: float) -> None:
    given_ = named(agents)
    found = divide(given_, terms, cap)
    weights = {name: one.weight for name, one in found.weights.items()}
    classes = [one.strategy_class for one in agents]
    assets = {name: spread(one.measures) for name, one in given_.agents.items()}
    assert all(0.0 <= one <= terms.caps.agent + 1e-12 for one in weights.values())
    for group in set(classes):
        total = sum(w for w, own in zip(weights.values(), classes, strict=True) if own == group)
        assert total <= terms.caps.strategy_class + 1e-9
    for symbol in ("BTC", "ETH", "SOL"):
        exposure = sum(weights[name] * assets[name].get(symbol, 0.0) for name in weights)
        assert exposure <= terms.caps.symbol + 1e-9
    assert 0.0 <= found.gross <= cap + 1e-9
    assert found.cash + found.gross == 1.0
    assert sum(one.in_force for one in found.weights.values()) == pytest.approx(
        found.gross, abs=1e-6
    )


@given(AGENTS, TERMS)
def test_nothing_is_in_force_without_a_reason_and_no_reason_with_something(
    agents: list[AgentFacts], terms: Terms
) -> None:
    for one in divide(named(agents), terms).weights.values():
        assert (one.zero == "") == (one.in_force > 0.0)
        assert one.score is not None or one.weight == 0.0


@given(AGENTS, TERMS, CAP, CAP)
def test_a_higher_regime_cap_never_lowers_gross(
    agents: list[AgentFacts], terms: Terms, one: float, other: float
) -> None:
    lower, higher = sorted((one, other))
    assert divide(named(agents), terms, lower).gross <= divide(named(agents), terms, higher).gross


@given(AGENTS.filter(bool), TERMS, st.data())
def test_killing_one_lifts_no_other_above_its_cap(
    agents: list[AgentFacts], terms: Terms, data: st.DataObject
) -> None:
    given_ = named(agents)
    victim = data.draw(st.sampled_from(sorted(given_.agents)))
    after = {**stages(given_), victim: Stage.KILLED}
    found = allocate(policy(terms), given_, after, weather(1.0))
    assert found.weights[victim].in_force == 0.0
    assert all(one.weight <= terms.caps.agent + 1e-12 for one in found.weights.values())


@given(AGENTS, TERMS, CAP, st.randoms(use_true_random=False))
def test_names_and_order_are_nothing(
    agents: list[AgentFacts], terms: Terms, cap: float, chance: object
) -> None:
    order = list(range(len(agents)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    before = divide(named(agents), terms, cap)
    other = divide(named([agents[at] for at in order], "z"), terms, cap)
    assert (before.gross, before.cash) == (other.gross, other.cash)
    assert [before.weights[f"a{at:02}"] for at in order] == list(other.weights.values())
