"""A replay wakes only those whose decision can have turned, and decides as if it woke everybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.adapters.past import PastFolders
from bot.adapters.policies import policy_texts
from bot.commands.replaying.reading import Known, Wanted, read_past
from bot.decisions.replaying.engine import Stage
from bot.decisions.replaying.people import People
from bot.decisions.replaying.result import Result, play
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.words.canonical import Json
from bot.words.instant import parse

EVERY = timedelta(hours=3)
SHIPPED = Path(__file__).parents[3] / "policies"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World("small", 26, {"none": 2, "edge": 3, "negative": 1})
    return write_world(next(iter(lives(world, [5]))), tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module", params=["default", "classic"])
def policy(request: pytest.FixtureRequest, folder: Path) -> Policy:
    texts = policy_texts(folder)
    if request.param == "classic":
        texts |= {
            f"policies/{Path(path).name}": text
            for path, text in policy_texts(SHIPPED / "profiles", "classic").items()
            if Path(path).name != "agents.yml"
        }
    found, problems = read(texts)
    assert found is not None, problems
    return eager(found)


def eager(policy: Policy) -> Policy:
    """Let little evidence do: a short life must show rises, demotions and ends."""
    rules, retirement = policy.promotion, policy.retirement
    canary = rules.canary.model_copy(update={"e_value": 1.3})
    live = rules.live.model_copy(update={"sup_e_value": 1.5, "fdr": 0.9})
    lost = rules.demotion.model_copy(update={"p_dead": 0.05})
    least = rules.minimum.model_copy(update={"runs": 3, "signals": 3, "trades": 3, "days": 3})
    error_rate = rules.gates.error_rate.model_copy(update={"max": 0.9})
    score = rules.gates.behavioral_score.model_copy(update={"min": 30.0})
    gates = rules.gates.model_copy(update={"error_rate": error_rate, "behavioral_score": score})
    futility = retirement.futility.model_copy(update={"e_value": 1.5})
    return replace(
        policy,
        promotion=rules.model_copy(
            update={
                "canary": canary,
                "live": live,
                "demotion": lost,
                "minimum": least,
                "gates": gates,
            }
        ),
        retirement=retirement.model_copy(update={"futility": futility}),
        risk=policy.risk.model_copy(update={"max_drawdown_bps": 25.0}),
    )


def past_of(folder: Path, policy: Policy) -> Known:
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    return read_past(past, terms_of(policy), Wanted(None, None, EVERY))


def decided(result: Result) -> Iterator[Json]:
    return (one.wire() for one in result.decisions)


def test_who_is_left_asleep_would_have_been_decided_alike(folder: Path, policy: Policy) -> None:
    known = past_of(folder, policy)
    few, all_ = (
        play(Stage(policy, known.past, known.looks, People(), thorough), known.looks[0])
        for thorough in (False, True)
    )
    assert list(decided(few)) == list(decided(all_))
    assert few.hours == all_.hours
    assert few.breaches == all_.breaches
    assert {one.decision.verb for one in few.decisions} >= {"PROMOTE", "HOLD"}


def test_other_candles_decide_as_if_the_policies_had_named_them(folder: Path) -> None:
    """At half past, the end of the last hour has no price yet where candles last an hour."""
    found, problems = read(policy_texts(folder))
    assert found is not None, problems
    minutes = eager(found)
    hours = replace(minutes, prices=minutes.prices.model_copy(update={"interval": "1h"}))
    past = PastFolders(folder / "events", folder / "prices", minutes.prices)
    wanted = Wanted(None, parse("2026-01-14T00:00:00Z"), timedelta(minutes=30))
    instead, named = (_played(past, one, wanted) for one in (minutes, hours))
    assert list(decided(instead)) == list(decided(named))
    assert {one.decision.verb for one in named.decisions} >= {"PROMOTE", "HOLD"}


def _played(past: PastFolders, policy: Policy, wanted: Wanted) -> Result:
    known = read_past(past, terms_of(policy), wanted)
    return play(known.stage(policy, People()), known.looks[0])
