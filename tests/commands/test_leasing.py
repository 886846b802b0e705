"""A button's stop reaches whoever sees nothing of the state but the lease."""

import base64
from collections.abc import Callable

import pytest

from bot.adapters.ed25519 import Ed25519Signer, signature_check
from bot.commands.human import Desk
from bot.commands.kill import kill
from bot.commands.leasing import Sign, narrow, signed
from bot.commands.mode import mode
from bot.commands.pause import pause
from bot.decisions.keeping import put as put_document
from bot.policy.agents import Agent, Agents
from bot.policy.policy import Policy
from bot.sdk.lease import Lease as ReadLease
from bot.sdk.lease_reading import read_lease
from bot.state.audit.note import PolicySource, Witness
from bot.state.documents import load, put
from bot.state.kill_switch import KILL_SWITCH, ThrowSwitch
from bot.state.lease import GATE, Caps, Lease, LeasedAgent, signed_bytes
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree

NOON = parse("2026-11-21T12:00:00.000Z")
BTC, ETH = "momentum-btc", "carry-eth"
POLICY = Policy(
    agents=Agents(
        v=1,
        agents=(
            Agent(name=BTC, strategy_class="momentum", stage=Stage.LIVE, owner="rosa"),
            Agent(name=ETH, strategy_class="carry", stage=Stage.CANARY, owner="rosa"),
        ),
    )
)
KEY = base64.b64encode(bytes(range(32))).decode()
PUBLIC = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


def entry(strategy_class: str, stage: Stage) -> LeasedAgent:
    return LeasedAgent(
        strategy_class=strategy_class,
        stage=stage,
        weight=0.1,
        confidence=1.0,
        haircut=1.0,
        position_usd=250.0,
    )


LEASE = Lease(
    v=1,
    mode="live",
    generated_at="2026-11-21T11:30:00.000Z",
    valid_until="2026-11-21T13:00:00.000Z",
    sequence=41,
    agents={BTC: entry("momentum", Stage.LIVE), ETH: entry("carry", Stage.CANARY)},
    caps=Caps(gross=1.0, symbol=0.4),
)


def sign(data: bytes) -> str:
    return Ed25519Signer(KEY, "a test").sign(data)


def bad_key(data: bytes) -> str:
    return Ed25519Signer("too short", "GOVERNOR_LEASE_KEY").sign(data)


def store_of(lease: Lease | None) -> MemoryStore:
    return MemoryStore({} if lease is None else {GATE.pattern: put(GATE.pattern, lease).data})


def press(
    store: MemoryStore,
    button: Callable[[Desk, str, str], int],
    target: str,
    signer: Sign | None = None,
) -> str:
    output = HeardOutput()
    witness = Witness(NOON, "rosa", PolicySource(POLICY.digest), "0.1.0")
    assert button(Desk(store, output, POLICY, witness, signer), target, "why") == 0
    return output.said[-1]


def seen(store: MemoryStore) -> ReadLease:
    found = read_lease(store.now.files[GATE.pattern])
    assert isinstance(found, ReadLease), found
    return found


@pytest.mark.parametrize(
    ("button", "target", "stopped", "left"),
    [
        (kill, BTC, {BTC}, {ETH}),
        (pause, BTC, {BTC}, {ETH}),
        (kill, "class:carry", {ETH}, {BTC}),
        (pause, "class:carry", {ETH}, {BTC}),
        (kill, "all", {BTC, ETH}, set()),
        (pause, "all", {BTC, ETH}, set()),
    ],
)
def test_a_stop_is_in_the_lease_at_once(
    button: Callable[[Desk, str, str], int], target: str, stopped: set[str], left: set[str]
) -> None:
    store = store_of(LEASE)
    assert "The lease says so too" in press(store, button, target)
    lease, classes = seen(store), {BTC: "momentum", ETH: "carry"}
    assert {name for name in classes if lease.stops(name, classes[name])} == stopped
    assert set(lease.agents) == left
    assert (lease.sequence, lease.mode) == (42, "live" if left else "shadow")


def test_the_shadow_is_in_the_lease_at_once() -> None:
    store = store_of(LEASE)
    assert "The lease says so too" in press(store, mode, "shadow")
    assert (seen(store).mode, set(seen(store).agents)) == ("shadow", {BTC, ETH})


def test_a_signed_lease_is_signed_again() -> None:
    store = store_of(signed(LEASE, sign))
    press(store, kill, BTC, sign)
    lease = load(store.now, GATE)
    assert lease.killed.agents == [BTC]
    assert signature_check(PUBLIC, "a test")(signed_bytes(lease), lease.signature)


@pytest.mark.parametrize(
    ("before", "signer", "reason"),
    [
        (signed(LEASE, sign), None, "GOVERNOR_LEASE_KEY is not set here"),
        (signed(LEASE, sign), bad_key, "Cannot use GOVERNOR_LEASE_KEY"),
        (LEASE, bad_key, "Cannot use GOVERNOR_LEASE_KEY"),
    ],
)
def test_a_lease_that_cannot_be_signed_is_left_and_that_is_said(
    before: Lease, signer: Sign | None, reason: str
) -> None:
    store = store_of(before)
    said = press(store, kill, BTC, signer)
    assert reason in said
    assert "learn of it with the next one" in said
    assert load(store.now, GATE) == before
    assert load(store.now, KILL_SWITCH).entries
    press(store, kill, BTC, sign)
    assert load(store.now, GATE).killed.agents == [BTC]


def test_a_damaged_lease_keeps_nobody_from_a_kill() -> None:
    store = MemoryStore({GATE.pattern: b"{"})
    assert "learn of it with the next one" in press(store, kill, BTC)
    assert store.now.files[GATE.pattern] == b"{"
    assert load(store.now, KILL_SWITCH).entries


def test_where_no_lease_was_ever_made_none_is_made() -> None:
    store = store_of(None)
    assert "lease" not in press(store, kill, BTC)
    assert GATE.pattern not in store.now.files


def kill_all(store: MemoryStore) -> None:
    store.now.run([ThrowSwitch("all", Stage.KILLED, "x", NOON, "why", "rosa")])


def test_a_renewal_that_was_judged_before_the_stop_does_not_lift_it() -> None:
    store = store_of(LEASE)
    renewal = LEASE.model_copy(
        update={
            "sequence": 42,
            "generated_at": "2026-11-21T12:00:00.000Z",
            "valid_until": "2026-11-21T13:30:00.000Z",
        }
    )
    kill_all(store)
    narrow(store, None)
    store.now.run([put_document(GATE.pattern, renewal)])
    assert seen(store).everything


def test_a_renewal_that_comes_in_between_is_narrowed_too() -> None:
    store = store_of(LEASE)
    renewal = LEASE.model_copy(update={"sequence": 42, "generated_at": "2026-11-21T12:00:00.000Z"})

    def renew(tree: MemoryTree) -> None:
        tree.run([put_document(GATE.pattern, renewal)])

    kill_all(store)
    store.rival = renew
    narrow(store, None)
    assert (seen(store).everything, seen(store).sequence) == (True, 43)
