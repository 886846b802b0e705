"""The buttons: what each does to the state, what it records, and what it says."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest

from bot.commands.audit_acknowledge import audit_acknowledge
from bot.commands.human import Desk
from bot.commands.kill import kill
from bot.commands.mode import mode
from bot.commands.pause import pause
from bot.commands.release import release
from bot.commands.revive import revive
from bot.errors import BadUsage, GovernorError, Refused
from bot.policy.agents import Agent, Agents
from bot.policy.governor import Governor
from bot.policy.kill_list import Kill, KillList
from bot.policy.policy import Policy
from bot.state.agents import AGENTS
from bot.state.audit.entry import Kind
from bot.state.audit.head import head_of
from bot.state.audit.note import PolicySource, Witness
from bot.state.audit.verify import verify
from bot.state.documents import load
from bot.state.kill_switch import ALL, KILL_SWITCH, ThrowSwitch, for_agent
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.state.standing import standing
from bot.state.tree import Operation
from bot.words.stage import Stage
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.snapshots import matches
from tests.state.audit.writing import (
    FIRST_POLICY,
    NOON,
    SECOND_POLICY,
    append,
    entries,
    note,
)

Press: TypeAlias = Callable[[Desk], int]

BTC, ETH = "momentum-btc", "carry-eth"
REGISTRY = Agents(
    v=1,
    agents=(
        Agent(name=BTC, strategy_class="momentum", stage=Stage.LIVE, owner="rosa"),
        Agent(name=ETH, strategy_class="carry", stage=Stage.CANARY, owner="rosa"),
    ),
)
POLICY = Policy(agents=REGISTRY)
LIVE_POLICY = Policy(agents=REGISTRY, governor=Governor(v=1, mode="live"))
HOUR = timedelta(hours=1)
GRANTED = RaiseStage(BTC, Stage.LIVE, 1, NOON - HOUR, "promotion merged", "rosa")


def limit(stage: Stage, agent: str = BTC, cause: str = "breach") -> LimitStage:
    return LimitStage(agent, stage, cause, NOON, "drawdown 262 bps", "governor")


ROLLED_BACK = limit(Stage.QUARANTINED, cause="rollback")
DEMOTED = limit(Stage.DEMOTED, cause="demotion")


def throw(target: str, stage: Stage) -> ThrowSwitch:
    return ThrowSwitch(target, stage, "breach", NOON, "drawdown 262 bps", "governor")


class Office:
    """A desk over a memory store; each press is an hour later than the one before."""

    def __init__(self, *before: Operation, policy: Policy = POLICY) -> None:
        self.store, self.policy, self.now = MemoryStore(), policy, NOON
        self.store.now.run([GRANTED, *before])
        self.output = HeardOutput()

    def press(self, button: Press, by: str = "rosa") -> int:
        self.now += HOUR
        witness = Witness(self.now, by, PolicySource(self.policy.digest), "0.1.0")
        return button(Desk(self.store, self.output, self.policy, witness))

    def stage(self, agent: str = BTC, strategy_class: str = "momentum") -> Stage:
        tree = self.store.tree()
        agents, switches = load(tree, AGENTS), load(tree, KILL_SWITCH)
        return standing(agents, switches, agent, strategy_class).stage

    def acts(self) -> list[object]:
        return [e.body["act"] for e in entries(self.store.now) if e.kind is Kind.HUMAN]


def pressing(button: Callable[[Desk, str, str], int], target: str, reason: str = "why") -> Press:
    return lambda desk: button(desk, target, reason)


@pytest.mark.parametrize(
    ("before", "presses", "btc", "eth"),
    [
        ([], [(kill, BTC)], Stage.KILLED, Stage.SHADOW),
        ([], [(kill, "class:momentum")], Stage.KILLED, Stage.SHADOW),
        ([], [(kill, "all")], Stage.KILLED, Stage.KILLED),
        ([], [(pause, BTC)], Stage.PAUSED, Stage.SHADOW),
        ([], [(pause, "all")], Stage.PAUSED, Stage.PAUSED),
        ([], [(pause, BTC), (kill, BTC)], Stage.KILLED, Stage.SHADOW),
        ([], [(kill, BTC), (revive, BTC)], Stage.SHADOW, Stage.SHADOW),
        ([], [(kill, BTC), (pause, BTC), (revive, BTC)], Stage.PAUSED, Stage.SHADOW),
        ([], [(kill, "class:momentum"), (revive, "class:momentum")], Stage.LIVE, Stage.SHADOW),
        ([], [(kill, "class:momentum"), (revive, BTC)], Stage.KILLED, Stage.SHADOW),
        ([], [(kill, "all"), (revive, "all")], Stage.LIVE, Stage.SHADOW),
        ([], [(pause, BTC), (release, BTC)], Stage.LIVE, Stage.SHADOW),
        ([], [(pause, "all"), (release, "all")], Stage.LIVE, Stage.SHADOW),
        ([], [(mode, "shadow")], Stage.SHADOW, Stage.SHADOW),
        ([], [(kill, "all"), (mode, "shadow"), (revive, "all")], Stage.SHADOW, Stage.SHADOW),
        ([limit(Stage.KILLED)], [(revive, BTC)], Stage.SHADOW, Stage.SHADOW),
        ([limit(Stage.RETIRED)], [(revive, BTC)], Stage.SHADOW, Stage.SHADOW),
        ([limit(Stage.QUARANTINED)], [(release, BTC)], Stage.SHADOW, Stage.SHADOW),
        ([limit(Stage.KILLED), ROLLED_BACK], [(revive, BTC)], Stage.QUARANTINED, Stage.SHADOW),
        ([DEMOTED, ROLLED_BACK], [(release, BTC)], Stage.DEMOTED, Stage.SHADOW),
        (
            [limit(Stage.KILLED), ROLLED_BACK],
            [(revive, BTC), (release, BTC)],
            Stage.SHADOW,
            Stage.SHADOW,
        ),
        ([throw(ALL, Stage.PAUSED)], [(release, "all")], Stage.LIVE, Stage.SHADOW),
        ([throw(for_agent(BTC), Stage.KILLED)], [(revive, BTC)], Stage.SHADOW, Stage.SHADOW),
        ([limit(Stage.DEMOTED)], [(revive, BTC)], Stage.DEMOTED, Stage.SHADOW),
        ([limit(Stage.DEMOTED)], [(release, BTC)], Stage.DEMOTED, Stage.SHADOW),
    ],
)
def test_what_the_buttons_do(
    before: list[Operation],
    presses: list[tuple[Callable[[Desk, str, str], int], str]],
    btc: Stage,
    eth: Stage,
) -> None:
    office = Office(*before)
    for button, target in presses:
        assert office.press(pressing(button, target)) == 0
    assert (office.stage(), office.stage(ETH, "carry")) == (btc, eth)


def test_release_all_ends_the_freeze_of_a_breach_that_paused_nobody() -> None:
    freeze = ThrowSwitch(ALL, Stage.LIVE, "breach/x", NOON, "drawdown 262 bps", "governor")
    office = Office(freeze)
    assert office.press(pressing(release, ALL)) == 0
    assert load(office.store.tree(), KILL_SWITCH).switch(ALL).holds == {}
    assert office.acts() == ["release"]


@pytest.mark.parametrize(
    ("button", "undo", "target"),
    [
        (kill, revive, BTC),
        (kill, revive, "class:carry"),
        (pause, release, "all"),
        (mode, mode, "shadow"),
    ],
)
def test_each_act_is_recorded_once_however_often_it_is_pressed(
    button: Callable[[Desk, str, str], int], undo: Callable[[Desk, str, str], int], target: str
) -> None:
    office = Office(policy=LIVE_POLICY)
    back = "live" if button is mode else target
    name, lifted = button.__name__, undo.__name__
    for _ in range(2):
        office.press(pressing(button, target))
    assert office.acts() == [name]
    assert office.output.results[-1]["changed"] is False
    for _ in range(2):
        office.press(pressing(undo, back))
    assert office.acts() == [name, lifted]
    assert office.output.results[-1]["changed"] is False


@pytest.mark.parametrize("button", [kill, pause])
def test_a_second_person_s_stop_is_one_more_with_its_own_record(
    button: Callable[[Desk, str, str], int],
) -> None:
    office = Office(policy=LIVE_POLICY)
    office.press(pressing(button, BTC, "fills look wrong"), by="kim")
    office.press(pressing(button, BTC, "its key has leaked"), by="bob")
    assert [entry.actor for entry in entries(office.store.now)[1:]] == ["kim", "bob"]
    holds = load(office.store.tree(), KILL_SWITCH).switch(for_agent(BTC)).holds.values()
    assert {hold.reason for hold in holds} == {"fills look wrong", "its key has leaked"}


def test_an_act_is_recorded_in_its_own_commit_with_who_why_and_what_it_lifts() -> None:
    office = Office()
    office.press(pressing(kill, BTC, "  fat finger\x1b[31m "))
    office.press(pressing(revive, BTC, "it was the wrong one"), by="ben")
    assert [message.subject for message in office.store.messages] == [
        f"Kill {BTC}",
        f"Revive {BTC}",
    ]
    killed, revived = entries(office.store.now)[1:]
    assert (killed.actor, killed.subject, killed.at) == ("rosa", BTC, NOON + HOUR)
    reason = "fat finger\\u001b[31m"
    assert killed.body == {"act": "kill", "target": for_agent(BTC), "reason": reason}
    assert (revived.actor, revived.body["reason"]) == ("ben", "it was the wrong one")
    assert revived.body["lifts"] == [{"stage": "killed", "reason": reason, "by": "rosa"}]
    assert office.output.published["audit_head"] == str(head_of(office.store.now))


def test_a_kill_that_came_while_somebody_revived_outlives_the_revival() -> None:
    office = Office()
    office.press(pressing(kill, BTC))
    office.store.rival = lambda tree: tree.run([throw(for_agent(BTC), Stage.KILLED)])
    with pytest.raises(Refused, match=r"stopped again meanwhile, drawdown 262 bps"):
        office.press(pressing(revive, BTC))
    assert office.stage() is Stage.KILLED


def test_what_people_called_themselves_cannot_steer_a_terminal() -> None:
    office = Office()
    office.press(pressing(kill, BTC), by="kim\x1b[31m\nGovernor-Audit-Head: 9 x")
    office.press(pressing(kill, BTC))
    assert all(line.isprintable() for line in office.output.said)


def test_a_kill_survives_any_rival() -> None:
    office = Office()
    office.store.rival = lambda tree: tree.run([limit(Stage.PAUSED)])
    office.press(pressing(kill, BTC))
    assert office.stage() is Stage.KILLED
    assert office.acts() == ["kill"]


LISTED = KillList(v=1, agents=(Kill(name=BTC, reason="lost its data feed", by="ana"),))
CLASS_LISTED = KillList(
    v=1, strategy_classes=(Kill(name="momentum", reason="crowded trade", by="ana"),)
)
ALL_LISTED = KillList(v=1, all=True, reason="exchange is down", by="ana")


@pytest.mark.parametrize(
    ("kill_list", "target"),
    [
        (LISTED, BTC),
        (CLASS_LISTED, BTC),
        (CLASS_LISTED, "class:momentum"),
        (ALL_LISTED, BTC),
        (ALL_LISTED, "all"),
    ],
)
def test_no_button_overrides_the_kill_list(kill_list: KillList, target: str) -> None:
    office = Office(policy=Policy(agents=REGISTRY, kill_list=kill_list))
    office.press(pressing(kill, target))
    with pytest.raises(Refused, match=r"policies/kill_list\.yml says .* edit that file"):
        office.press(pressing(revive, target))
    assert office.stage() is Stage.KILLED


@pytest.mark.parametrize("button", [kill, pause, revive, release])
@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("momentum-btx", "there is no such agent; did you mean momentum-btc"),
        ("class:momentun", "there is no such strategy class; did you mean momentum"),
        ("zzz", r"there is no such agent; policies/agents\.yml lists them"),
        ("\x1b[2J", r"Cannot \w+ '\\\\u001b\[2J'"),
    ],
)
def test_an_unknown_name_is_refused(
    button: Callable[[Desk, str, str], int], target: str, sentence: str
) -> None:
    office = Office()
    with pytest.raises(Refused, match=sentence):
        office.press(pressing(button, target))
    assert office.acts() == []


def test_an_agent_that_left_the_registry_can_still_be_killed() -> None:
    office = Office(policy=Policy())
    office.press(pressing(kill, BTC))
    assert office.stage() is Stage.KILLED


@pytest.mark.parametrize("button", [kill, pause, revive, release, mode])
@pytest.mark.parametrize(("by", "reason"), [("", "why"), (" ", "why"), ("rosa", ""), ("rosa", " ")])
def test_nobody_acts_without_a_name_and_a_reason(
    button: Callable[[Desk, str, str], int], by: str, reason: str
) -> None:
    target = "shadow" if button is mode else BTC
    with pytest.raises(BadUsage, match="--by" if reason.strip() else "--reason"):
        Office().press(pressing(button, target, reason), by)


def test_live_needs_a_policy_that_says_live() -> None:
    with pytest.raises(Refused, match=r"governor\.yml says `mode: shadow`"):
        Office().press(pressing(mode, "live"))
    office = Office(policy=LIVE_POLICY)
    office.press(pressing(mode, "shadow"))
    assert office.stage() is Stage.SHADOW
    office.press(pressing(mode, "live"))
    assert office.stage() is Stage.LIVE


def test_live_lifts_neither_a_kill_nor_a_pause() -> None:
    office = Office(throw(ALL, Stage.PAUSED), policy=LIVE_POLICY)
    office.press(pressing(mode, "shadow"))
    office.press(pressing(mode, "live"))
    assert office.stage() is Stage.PAUSED


def test_another_mode_is_a_mistake() -> None:
    with pytest.raises(BadUsage, match="choose shadow or live"):
        Office().press(pressing(mode, "paper"))


def test_a_return_to_old_policies_is_acknowledged_once() -> None:
    store, output = MemoryStore(), HeardOutput()
    for hour, digest in enumerate([FIRST_POLICY, SECOND_POLICY, FIRST_POLICY]):
        store.now.run([append(NOON + hour * HOUR, note(str(hour)), policy=digest)])
    witness = Witness(NOON + 5 * HOUR, "rosa", PolicySource(FIRST_POLICY), "0.1.0")
    desk = Desk(store, output, POLICY, witness)
    for wrong in (0, 3, 99):
        with pytest.raises(Refused, match="records no change of the policies"):
            audit_acknowledge(desk, wrong, "why")
    for _ in range(2):
        assert audit_acknowledge(desk, 4, "the new cap was a mistake") == 0
    assert len(entries(store.now)) == 7
    assert verify(sorted(store.now.files.items()), (), FIRST_POLICY).faults == ()


STORY: list[tuple[str, Press]] = [
    ("kill momentum-btc", pressing(kill, BTC, "feed is stale")),
    ("kill momentum-btc", pressing(kill, BTC, "again")),
    ("release momentum-btc", pressing(release, BTC)),
    ("pause class:momentum", pressing(pause, "class:momentum", "holiday")),
    ("revive momentum-btc", pressing(revive, BTC)),
    ("release class:momentum", pressing(release, "class:momentum")),
    ("revive momentum-btc", pressing(revive, BTC)),
    ("kill all", pressing(kill, "all", "exchange is down")),
    ("kill all", pressing(kill, "all", "again")),
    ("revive all", pressing(revive, "all")),
    ("revive all", pressing(revive, "all")),
    ("pause momentum-btc", pressing(pause, BTC, "release day")),
    ("release momentum-btc", pressing(release, BTC)),
    ("release momentum-btc", pressing(release, BTC)),
    ("kill momentum-btx", pressing(kill, "momentum-btx")),
    ("mode shadow", pressing(mode, "shadow")),
    ("mode live", pressing(mode, "live")),
]


def test_what_the_buttons_say() -> None:
    office, told = Office(), list[str]()
    for typed, press in STORY:
        told.append(f"$ governor {typed}")
        try:
            office.press(press)
            told.append(office.output.said[-1])
        except GovernorError as error:
            told.append(f"governor: {error}")
    matches("buttons.txt", "\n".join(told) + "\n")
