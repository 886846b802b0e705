"""An accepted proposal on a forge with real git: one pull request, whatever crashes or changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.human import Desk
from bot.commands.scaffold import scaffold
from bot.effects.planning.material import REGISTRY
from bot.policy.agents import Agents
from bot.policy.kill_list import Kill, KillList
from bot.ports.forge.contents import FileChange
from bot.ports.store import Message
from bot.state.audit.note import PolicySource, Witness
from bot.state.documents import load
from bot.state.proposals import PROPOSALS, AcceptProposal, NoteProposals
from bot.state.report.fleet import BreachRow
from tests.commands.acting.world import NOON, Watch, World, die_at, dies, found
from tests.effects.proposals.world import POLICY, made, proposed, report
from tests.effects.reports import meta

# Newer Pythons warn of forking beside threads; the children here start none and end by _exit.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
IDEA = made()
BRANCH = "governor/scaffold/clover-calm"
SOURCE = "agents/scaffolded/clover_calm.py"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = found(tmp_path_factory.mktemp("world"))
    world.policy = POLICY
    world.report(report())
    world.spend()
    note = NoteProposals(NOON, "gpt-4.1-mini", "", (proposed(IDEA, by="gpt-4.1-mini"),))
    world.store.commit([note], Message("Propose"))
    return world


@pytest.fixture
def world(founded: World, tmp_path: Path) -> World:
    return founded.copy(tmp_path / "world")


def press(world: World, watch: Watch | None = None) -> int:
    site = world.site(watch)
    witness = Witness(NOON, "kim", PolicySource(POLICY.digest), "0.1.0")
    desk = Desk(site.store, world.out, world.policy, witness)
    return scaffold(desk, site, "", IDEA.name, "worth a try")


def once(world: World) -> None:
    (pull,) = world.own(BRANCH)
    assert pull.labels == ("governor:scaffold",)
    assert world.forge.read_file(SOURCE, pull.head_sha)
    (one,) = load(world.store.tree(), PROPOSALS).proposals
    assert one.accepted is not None
    assert one.accepted.by == "kim"


def test_the_button_touches_nothing_but_its_own_request(world: World) -> None:
    assert press(world) == 0
    once(world)
    assert [one.head_branch for one in world.forge.pulls()] == ["topic", BRANCH]
    assert world.forge.issues() == []


def test_a_crash_at_any_moment_heals(founded: World, tmp_path: Path) -> None:
    point = 0
    while True:
        world = founded.copy(tmp_path / f"{point}")
        died = dies(lambda world=world, point=point: press(world, die_at(point)))  # type: ignore[misc]
        assert press(world) == 0
        once(world)
        quiet = Watch()
        assert press(world, quiet) == 0
        assert quiet.writes == []
        if not died:
            break
        point += 1
    assert point >= 8


def test_after_a_comment_the_cycle_opens_it_and_keeps_it(world: World) -> None:
    world.store.commit([AcceptProposal(IDEA.id, NOON, "kim", "yes")], Message("Accept"))
    assert world.apply() == 0
    once(world)
    quiet = Watch()
    assert world.apply(quiet) == 0
    assert quiet.writes == []


def test_who_may_not_act_only_accepts(world: World) -> None:
    site = world.site()
    witness = Witness(NOON, "kim", PolicySource(POLICY.digest), "0.1.0")
    desk = Desk(site.store, world.out, world.policy, witness)
    assert scaffold(desk, site, "this is not GitHub Actions", IDEA.name, "yes") == 0
    assert world.own(BRANCH) == []
    assert "Only planned" in world.out.warned[0]


def test_commits_of_people_are_left_alone(world: World) -> None:
    press(world)
    (pull,) = world.own(BRANCH)
    kim = world.forge.acting_as("kim")
    change = FileChange(SOURCE, b"# mine\n")
    mine = kim.commit_files(BRANCH, pull.head_sha, [change], "Mine", pull.head_sha)
    text = (world.forge.read_file(REGISTRY, "main") or b"") + b"# more\n"
    head = world.forge.branch_head("main") or ""
    world.owner.commit_files("main", head, [FileChange(REGISTRY, text)], "More", head)
    assert press(world) == 1
    assert world.forge.branch_head(BRANCH) == mine.sha
    assert "left to them" in world.out.warned[-1]


def test_it_is_rebuilt_on_a_registry_that_moved(world: World) -> None:
    press(world)
    text = (world.forge.read_file(REGISTRY, "main") or b"") + b"# more\n"
    head = world.forge.branch_head("main") or ""
    world.owner.commit_files("main", head, [FileChange(REGISTRY, text)], "More", head)
    assert press(world) == 0
    (pull,) = world.own(BRANCH)
    now = world.forge.read_file(REGISTRY, pull.head_sha) or b""
    assert now.count(b"clover-calm") == 1
    assert b"# more" in now


@pytest.mark.parametrize("how", ["killed", "unregistered"])
def test_it_is_withdrawn_where_its_parent_is_stopped(world: World, how: str) -> None:
    press(world)
    kills = KillList(v=1, agents=(Kill(name="clover-sol", reason="x", by="kim"),))
    fewer = tuple(one for one in POLICY.agents.agents if one.name != "clover-sol")
    world.policy = (
        replace(POLICY, kill_list=kills)
        if how == "killed"
        else replace(POLICY, agents=Agents(v=1, agents=fewer))
    )
    world.apply()
    (pull,) = world.own(BRANCH)
    assert pull.closed_at is not None
    assert "its parent clover-sol is" in pull.body
    (issue,) = world.forge.issues()
    assert "[SCAFFOLD] clover-calm into shadow" in issue.body.replace("\\", "")


def test_a_breach_lets_nobody_in(world: World) -> None:
    breach = BreachRow(at="2026-11-21T09:00:00.000Z", drawdown_bps=262.0, limit_bps=250.0)
    world.report(report(meta=meta("critical", breach=breach)))
    assert press(world) == 1
    assert world.own(BRANCH) == []
    assert "a drawdown breach freezes" in world.out.warned[-1]
