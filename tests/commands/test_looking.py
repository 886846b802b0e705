"""What a cycle asks GitHub: counted by the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.github.access import Access, Token
from bot.adapters.github.forge import GitHubForge, open_forge
from bot.commands.acting.telling import NOTHING
from bot.commands.apply import apply
from bot.commands.plan import Site
from bot.effects.planning.material import REGISTRY
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import NewPull
from tests.commands.acting.world import NOON, World, found, ticking
from tests.effects.planning.forge import ME
from tests.effects.reports import agent, usual
from tests.face.face import Face
from tests.face.server import serve

AGENTS, MOST_CALLS, TOKEN = 300, 10, "ghp_of_the_bot"
FEW, MANY = 5, pytest.param(60, marks=pytest.mark.long)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = found(tmp_path / "world")
    report = usual()
    more = {f"agent-{number}": agent() for number in range(AGENTS - len(report.agents))}
    made.report(report.model_copy(update={"agents": {**report.agents, **more}}))
    return made


@pytest.fixture
def face(world: World) -> Iterator[Face]:
    made = Face(world.forge.acting_as, ticking(), {TOKEN: ME}, "acme/fleet", "/api/v3")
    with serve(made) as served:
        yield served
    assert served.mistakes == []


@pytest.fixture
def github(face: Face) -> Iterator[GitHubForge]:
    forge = open_forge(Access("acme/fleet", Token(TOKEN), face.url, 30, 0, 0))
    yield forge
    forge.close()


@pytest.mark.parametrize("count", [FEW, MANY])
def test_requests_that_stand_still_cost_ten_calls(
    world: World, face: Face, github: GitHubForge, count: int
) -> None:
    for number in range(count - 3):
        world.pull(f"topic-{number}", content=f"v: 1\n# {number}\n")
    assert world.apply() == 0
    site = Site(world.store, world.out, world.policy, github, NOON, "4712")
    assert len(world.forge.pulls()) == count
    assert apply(site) == 0
    assert world.out.said[-1] == NOTHING
    assert face.calls <= MOST_CALLS, face.kinds()
    assert {one.kind for one in face.writes} <= {"POST /graphql"}


def test_vetoes_cost_one_call_together(world: World, face: Face, github: GitHubForge) -> None:
    names = [f"agent-{number}" for number in range(4)]
    entries = "".join(f"  - {{name: {one}, strategy_class: grid, owner: kim}}\n" for one in names)
    text = (world.forge.read_file(REGISTRY, "main") or b"") + entries.encode()
    head = world.owner.branch_head("main") or ""
    world.owner.commit_files("main", head, [FileChange(REGISTRY, text)], "More", head)
    world.report(usual(agents={one: agent(decision="PROMOTE", asks="canary") for one in names}))
    world.capped(per_run=9, at_once=9)
    assert world.apply() == 0
    site = Site(world.store, world.out, world.policy, github, NOON, "4712")
    counts = []
    for one in names:
        (pull,) = world.own(f"governor/promote/{one}")
        world.owner.close_pull(pull.number)
        assert apply(site) == 0
        before = face.calls
        assert apply(site) == 0
        counts.append(face.calls - before)
        assert world.out.said[-1] == NOTHING
    assert len(set(counts)) == 1
    assert len(world.own("governor/promote/agent-0")) == 1


def test_a_stranger_s_huge_request_stops_nothing(
    world: World, github: GitHubForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.github.pulls.MOST_FILES", 101)
    kim, head = world.forge.acting_as("kim"), world.forge.branch_head("main")
    assert head
    changes = [FileChange(f"many/{number}.txt", b"x\n") for number in range(101)]
    kim.commit_files("many", head, changes, "Many", None)
    number = kim.open_pull(NewPull("Many", "many", "main")).number
    site = Site(world.store, world.out, world.policy, github, NOON, "4712")
    assert apply(site) == 0
    assert len(world.forge.comments(number)) == 1, "it may touch the fleet"
    assert apply(site) == 0
    assert world.out.said[-1] == NOTHING


def test_commits_without_end_on_a_branch_are_not_the_bot_s(
    world: World, github: GitHubForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.apply() == 0
    (pull,) = world.own("governor/promote/anchor-sol")
    kim = world.forge.acting_as("kim")
    change = FileChange("README.md", b"# mine\n")
    made = kim.commit_files(pull.head_branch, pull.head_sha, [change], "Mine", pull.head_sha)
    monkeypatch.setattr("bot.adapters.github.pulls.MOST_COMMITS", 2)
    world.report(usual(agents={}))
    assert apply(Site(world.store, world.out, world.policy, github, NOON, "4712")) == 0
    (now,) = world.own(pull.head_branch)
    assert (now.head_sha, now.closed_at) == (made.sha, None)


def test_over_github_a_cycle_shows_the_same(world: World, github: GitHubForge) -> None:
    site = Site(world.store, world.out, world.policy, github, NOON, "4712")
    assert apply(site) == 0
    assert apply(site) == 0
    assert world.out.said[-1] == NOTHING
