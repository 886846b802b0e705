"""A comment asks what another number would have done; nothing is changed by it."""

from dataclasses import dataclass, replace

import pytest

from bench.fleet.world import World
from bot.commands.human import Desk
from bot.commands.responding.trying import SECONDS, replay
from bot.effects.reply import Mood
from bot.errors import BadUsage, Refused
from bot.policy.load import read
from bot.state.audit.note import PolicySource, Witness
from bot.words.instant import parse
from tests.commands.gating import pasts
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

SMALL = World("small", 26, {"none": 2, "edge": 3, "negative": 1})


@dataclass
class Clock:
    step: float
    now: float = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def names(desk: Desk) -> list[str]:
    return list(desk.store.tree().names("state/"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("fleet")
    texts = pasts.written(folder, SMALL, 5)
    policy, _ = read({path: text.encode() for path, text in texts.items()})
    assert policy is not None
    witness = Witness(parse("2026-02-01T00:00:00Z"), "kim", PolicySource(policy.digest), "test")
    return Desk(pasts.judged(folder), HeardOutput(), policy, witness)


def test_the_answer_says_who_would_have_risen(desk: Desk) -> None:
    before = desk.store.tree()
    answer = replay(desk, " promotion.canary.e_value=1.6 ")
    assert answer.mood is Mood.DONE
    assert "this would have promoted" in answer.notes[0]
    assert "`edge-002`" in answer.notes[0]
    assert list(desk.store.tree().names("state/")) == list(before.names("state/"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Say which number"),
        ("promotion.canary.e_value", "Say which number"),
        ("promotion.canary.e_value=much", "Say which number"),
        ("promotion.canary.e_value=nan", "Say which number"),
        ("promotion.minimum.trades=inf", "Say which number"),
        ("promotion.canary.e_valve=3", "did you mean"),
        ("risk.MAX_DRAWDOWN_BPS=-3", "MAX_DRAWDOWN_BPS"),
    ],
)
def test_what_cannot_be_asked_is_said(desk: Desk, words: str, said: str) -> None:
    with pytest.raises(BadUsage, match=said):
        replay(desk, words)


@pytest.mark.parametrize("words", ["promotion.canary.e_value=7", "governor.cadence_minutes=60"])
def test_what_decides_nothing_is_refused(desk: Desk, words: str) -> None:
    with pytest.raises(Refused, match="changes no decision"):
        replay(desk, words)


def test_an_answer_takes_no_longer_than_it_may(desk: Desk) -> None:
    """A clock that goes on a second whenever it is looked at, for reading and for deciding."""
    files = sum(name.startswith(("state/events/", "state/ledger/")) for name in names(desk))
    for seconds, said in ((files / 2, None), (files + 5.0, None), (files + 6.0 * 20, "stopped at")):
        clock = Clock(SECONDS / seconds)
        asked = replace(desk, elapsed=clock)
        if said is None:
            with pytest.raises(Refused, match="takes as long as it needs"):
                replay(asked, "promotion.canary.e_value=1.6")
        else:
            assert said in replay(asked, "promotion.canary.e_value=1.6").notes[0]
        assert clock.now <= SECONDS + 2 * clock.step


def test_without_history_there_is_nothing_to_replay(desk: Desk) -> None:
    empty = Desk(MemoryStore(), desk.output, desk.policy, desk.witness)
    with pytest.raises(Refused, match="no whole day"):
        replay(empty, "promotion.canary.e_value=3")
