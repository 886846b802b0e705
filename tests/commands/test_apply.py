"""What a whole cycle does on a forge with real git, and what it leaves to people."""

from pathlib import Path
from typing import Any, cast

import pytest

from bot.commands.acting.proof import lacking
from bot.commands.apply import apply
from bot.commands.plan import plan
from bot.commands.rolling_back import Done, Outcome
from bot.commands.rolling_back_breaches import Tried
from bot.effects.planning.material import REGISTRY
from bot.effects.reversal import Manner, Reversal
from bot.effects.rollback import Rise, Rollback
from bot.errors import CannotReach, Forbidden, RateLimited
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod
from bot.settings.environment import Settings, from_environ
from bot.state.intents import remembered
from bot.state.report.agent import EvidenceRow
from tests.commands.acting.world import (
    NOON,
    Watch,
    World,
    everything_once,
    found,
)
from tests.effects.planning.forge import ME
from tests.effects.reports import ANCHOR, agent, usual

PROMOTION, DEMOTION = "governor/promote/anchor-sol", "governor/demote/ember-eth"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    return found(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(founded: World, tmp_path: Path) -> World:
    return founded.copy(tmp_path / "world")


def asking(world: World, **more: object) -> None:
    report = usual()
    agents = {**report.agents, "anchor-sol": ANCHOR.model_copy(update=more)}
    world.report(report.model_copy(update={"agents": agents}))


def quiet(world: World) -> bool:
    watch = Watch()
    assert world.apply(watch) == 0
    return watch.writes == []


def test_a_cycle_shows_everything_once_and_writes_down_what_it_did(world: World) -> None:
    assert world.apply() == 0
    everything_once(world)
    intents = remembered(world.store.tree())
    meant = [one.key for one in intents if one.phase == "intended"]
    done = [one.key for one in intents if one.phase == "done"]
    assert sorted(meant) == sorted(done)
    assert {one.run for one in intents} == {"4711"}
    heads = {one.head_sha for one in world.forge.pulls() if one.author == ME}
    assert heads == {one.sha for one in intents if one.kind == "open" and one.phase == "done"}


def test_the_report_is_kept_as_a_page_beside_the_numbers(world: World) -> None:
    world.apply()
    (issue,) = world.forge.issues()
    page = world.store.tree().read("state/reports/pr_comment.md")
    assert page == issue.body.encode()


def test_intents_are_pushed_before_anything_is_done(world: World) -> None:
    watch = Watch()
    world.apply(watch)
    assert watch.writes[0] == "commit_state"
    assert watch.writes[-1] == "commit_state"


def test_an_old_report_raises_nobody(world: World) -> None:
    world.report(usual(), until="2026-11-21T12:29:59.000Z")
    assert world.apply() == 0
    assert [one.head_branch for one in world.forge.pulls()] == ["topic", DEMOTION]
    (issue,) = world.forge.issues()
    assert "lease has run out" in issue.body


def test_a_merged_promotion_changes_one_word(world: World) -> None:
    before = world.forge.read_file(REGISTRY, "main") or b""
    world.apply()
    (pull,) = world.own(PROMOTION)
    merged = world.owner.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    after = world.forge.read_file(REGISTRY, "main")
    assert after == before.replace(b"stage: shadow  #", b"stage: canary  #")
    assert [one.path for one in world.forge.compare(merged.base_sha, "main").files] == [REGISTRY]


def test_after_a_merge_the_other_request_is_rebuilt_on_the_new_file(world: World) -> None:
    world.apply()
    (pull,) = world.own(PROMOTION)
    world.owner.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    assert world.apply() == 0
    (other,) = world.own(DEMOTION)
    assert world.forge.pull(other.number).mergeable
    text = world.forge.read_file(REGISTRY, other.head_sha) or b""
    assert b"stage: canary  #" in text
    assert b"breakout, stage: shadow" in text
    assert quiet(world)


def test_a_closed_promotion_stays_closed(world: World) -> None:
    world.apply()
    (pull,) = world.own(PROMOTION)
    world.owner.close_pull(pull.number)
    for score in (10.0, 99.0):
        asking(world, score=score)
        assert world.apply() == 0
    assert len(world.own(PROMOTION)) == 1
    asking(world, evidence=EvidenceRow(epoch=2, fingerprint="1"))
    world.apply()
    assert len(world.own(PROMOTION)) == 2


def test_a_veto_is_seen_even_where_nothing_is_remembered(world: World) -> None:
    world.apply()
    (pull,) = world.own(PROMOTION)
    world.owner.close_pull(pull.number)
    for path in (world.folder / "home/state/intents").iterdir():
        path.unlink()
    assert world.apply() == 1
    assert f"people closed #{pull.number}" in world.out.warned[0]
    assert len(world.own(PROMOTION)) == 1
    assert world.apply() == 0, "from now on it is remembered"


@pytest.mark.parametrize("how", ["label", "reopen"])
def test_a_person_may_ask_again(world: World, how: str) -> None:
    world.apply()
    (pull,) = world.own(PROMOTION)
    world.owner.close_pull(pull.number)
    world.apply()
    if how == "label":
        world.owner.add_labels(pull.number, ["governor:again"])
    else:
        world.owner.reopen_pull(pull.number)
    asking(world, score=77.0)
    assert world.apply() == 0
    last = world.own(PROMOTION)[-1]
    assert "| 77 |" in last.body
    assert (last.number == pull.number) == (how == "reopen")
    assert quiet(world)


def test_human_commits_are_never_overwritten(world: World) -> None:
    world.apply()
    (pull,) = world.own(PROMOTION)
    kim = world.forge.acting_as("kim")
    change = FileChange("README.md", b"# mine\n")
    made = kim.commit_files(PROMOTION, pull.head_sha, [change], "Take over", pull.head_sha)
    for more in ({"score": 1.0}, {"asks": "live"}, {"asks": None, "decision": "HOLD"}):
        asking(world, **more)
        world.apply()
        (now,) = world.own(PROMOTION)
        assert (now.head_sha, now.body, now.closed_at) == (made.sha, pull.body, None)
    kim.close_pull(pull.number)
    asking(world, evidence=EvidenceRow(epoch=2, fingerprint="1"))
    assert world.apply() == 0
    assert world.forge.branch_head(PROMOTION) == made.sha
    assert quiet(world)
    (issue,) = world.forge.issues()
    assert f"commits are on the branch of #{pull.number}, which is closed" in issue.body
    kim.delete_branch(PROMOTION)
    assert world.apply() == 0
    assert len(world.own(PROMOTION)) == 2


@pytest.mark.parametrize("moment", ["commit_state", "commit_files"])
def test_a_push_that_comes_in_between_is_kept(world: World, moment: str) -> None:
    world.apply()
    (pull,) = world.own(PROMOTION)
    kim = world.forge.acting_as("kim")
    pushed: list[str] = []

    def push(name: str) -> None:
        if name == moment and not pushed:
            change = FileChange("README.md", b"# mine\n")
            head = pull.head_sha
            pushed.append(kim.commit_files(PROMOTION, head, [change], "Mine", head).sha)

    asking(world, asks="live")
    assert world.apply(Watch(before=push)) == 0
    assert world.forge.branch_head(PROMOTION) == pushed[0]
    assert "Not done" in world.out.warned[0]


@pytest.mark.parametrize("closed", [True, False], ids=["of a closed request", "of none"])
def test_commits_on_a_branch_without_a_request_are_told_of_once_and_stay_in_the_issue(
    world: World,
    closed: bool,  # noqa: FBT001
) -> None:
    kim, head = world.forge.acting_as("kim"), world.forge.branch_head("main") or ""
    if closed:
        world.apply()
        (pull,) = world.own(PROMOTION)
        kim.close_pull(pull.number)
        head = pull.head_sha
        asking(world, evidence=EvidenceRow(epoch=2, fingerprint="1"))
    change = FileChange("README.md", b"# mine\n")
    kim.commit_files(PROMOTION, head, [change], "Mine", head if closed else None)
    assert world.apply() == 1
    assert f"Cannot push to {PROMOTION}" in world.out.warned[-1]
    (issue,) = world.forge.issues()
    assert f"commits are on `{PROMOTION}`" in issue.body
    assert quiet(world)
    kim.delete_branch(PROMOTION)
    assert world.apply() == 0
    assert [one.state for one in world.own(PROMOTION)] == ["closed"] * closed + ["open"]


def test_what_is_not_asked_any_more_is_closed_and_may_be_asked_anew(world: World) -> None:
    world.apply()
    asking(world, asks=None, decision="HOLD", why="Held: E fell to 5.")
    world.apply()
    (pull,) = world.own(PROMOTION)
    assert pull.closed_by == ME
    assert "Held: E fell to 5." in pull.body
    assert quiet(world)
    asking(world)
    world.apply()
    assert [one.state for one in world.own(PROMOTION)] == ["closed", "open"]
    assert quiet(world)


def test_caps_let_a_fleet_rise_little_by_little(world: World) -> None:
    names = [f"new-{number}" for number in range(5)]
    entries = "".join(f"  - {{name: {one}, strategy_class: grid, owner: kim}}\n" for one in names)
    text = (world.forge.read_file(REGISTRY, "main") or b"") + entries.encode()
    head = world.owner.branch_head("main") or ""
    world.owner.commit_files("main", head, [FileChange(REGISTRY, text)], "More", head)
    rising = {one: agent(decision="PROMOTE", asks="canary") for one in names}
    world.report(usual(agents=rising))
    world.capped(per_run=2, at_once=3)
    counts = []
    for _ in range(3):
        assert world.apply() == 0
        counts.append(sum(one.author == ME for one in world.forge.pulls()))
    assert counts == [2, 3, 3]
    (issue,) = world.forge.issues()
    assert "new-4 to canary: as many pull requests are open" in issue.body
    assert quiet(world)


def test_of_two_comments_the_oldest_stays(world: World) -> None:
    world.apply()
    first = world.forge.comments(1)[0]
    world.forge.create_comment(1, first.body)
    world.apply()
    assert [one.id for one in world.forge.comments(1)] == [first.id]


def test_others_comments_with_the_mark_are_left_alone(world: World) -> None:
    world.apply()
    body = world.forge.comments(1)[0].body
    forged = world.owner.create_comment(1, body)
    world.forge.delete_comment(world.forge.comments(1)[0].id)
    world.apply()
    assert [one.author for one in world.forge.comments(1)] == ["acme", ME]
    assert world.forge.comment(forged.id).body == body


def test_a_fleet_issue_without_its_label_is_found(world: World) -> None:
    world.apply()
    (issue,) = world.forge.issues()
    world.owner.remove_label(issue.number, "governor:fleet")
    asking(world, score=1.0)
    world.apply()
    assert [one.number for one in world.forge.issues()] == [issue.number]


def test_a_fourth_pinned_issue_is_said_once(world: World) -> None:
    for number in range(3):
        world.owner.pin_issue(world.owner.open_issue(f"Pinned {number}").number)
    assert world.apply() == 0
    assert quiet(world)
    assert any("not pinned" in one.detail for one in remembered(world.store.tree()))


def test_the_comment_names_whom_a_person_raises_and_reads_a_head_once(world: World) -> None:
    text = (world.forge.read_file(REGISTRY, "main") or b"").decode()
    lifted = text.replace("stage: shadow  #", "stage: live  #")
    number = world.pull("lift", REGISTRY, lifted).number
    world.apply()
    (said,) = world.forge.comments(number)
    assert "Behavioral score ≥ 80: `anchor-sol` 88" in said.body
    assert "has not judged this commit yet" in said.body
    watch = Watch()
    world.apply(watch)
    assert watch.calls.count("read_file") == 1


def test_of_many_raised_at_once_the_same_are_named_each_time(world: World) -> None:
    names = [f"risen-{number:03}" for number in range(60)]
    entries = "".join(f"  - {{name: {one}, strategy_class: grid, owner: kim}}\n" for one in names)
    text = (world.forge.read_file(REGISTRY, "main") or b"").decode() + entries
    head = world.owner.branch_head("main") or ""
    world.owner.commit_files("main", head, [FileChange(REGISTRY, text.encode())], "More", head)
    report = usual()
    world.report(usual(agents={**report.agents, **{one: agent(score=81.0) for one in names}}))
    number = world.pull("lift", REGISTRY, text.replace("grid,", "grid, stage: live,")).number
    world.apply()
    assert "`risen-029` 81 and 30 more" in world.forge.comments(number)[0].body
    assert quiet(world)


def test_whom_a_rollback_lowers_gets_no_second_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rise = Rise(1, "ember-eth", scaffolded=False, merged_at=NOON)
    done = Done(Outcome.OPENED, Reversal(Manner.CLEAN, "ab" * 20), 7)
    tried = Tried(Rollback(1, rise), "done", done=done)
    monkeypatch.setattr("bot.commands.apply.roll_back_breaches", lambda *_: [tried])
    assert apply(world.site(), reverts=cast("Any", object())) == 0
    assert world.own(DEMOTION) == []
    assert len(world.own(PROMOTION)) == 1


def test_a_refusal_stops_nothing_else_and_is_told(world: World) -> None:
    def refuse(name: str) -> None:
        if name == "open_pull":
            raise Forbidden("open a pull request", "Actions may not; allow it in the settings")

    assert world.apply(Watch(before=refuse)) == 1
    assert len(world.out.warned) == 2
    assert "allow it in the settings" in world.out.warned[0]
    assert len(world.forge.comments(1)) == 1
    assert world.apply() == 0
    everything_once(world)


@pytest.mark.parametrize("error", [RateLimited("comment", 600.0), CannotReach("GitHub", "down")])
def test_what_makes_the_rest_hopeless_ends_the_run_and_loses_nothing(
    world: World, error: Exception
) -> None:
    def fail(name: str) -> None:
        if name == "create_comment":
            raise error

    with pytest.raises(type(error)):
        world.apply(Watch(before=fail))
    phases = [(one.kind, one.phase) for one in remembered(world.store.tree())]
    assert phases.count(("open", "done")) == 2
    assert ("comment", "done") not in phases
    assert world.apply() == 0
    everything_once(world)


def test_plan_shows_and_does_nothing(world: World) -> None:
    watch = Watch()
    assert plan(world.site(watch)) == 0
    assert watch.writes == []
    assert "  open [DEMOTE] ember-eth to shadow into main" in world.out.said
    (data,) = world.out.results
    assert [one["kind"] for one in data["effects"]] == ["open", "open", "comment", "issue"]  # type: ignore[union-attr,index,call-overload]


def test_without_proof_it_only_plans(world: World) -> None:
    watch = Watch()
    assert apply(world.site(watch), "this is not GitHub Actions") == 0
    assert watch.writes == []
    assert "Only planned, nothing was done: this is not GitHub Actions." in world.out.warned


TRUSTED = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_EVENT_NAME": "schedule",
    "GITHUB_REF": "refs/heads/main",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"GITHUB_EVENT_NAME": "workflow_dispatch"}, ""),
        ({"GITHUB_EVENT_NAME": "push"}, ""),
        ({"GITHUB_ACTIONS": ""}, "not GitHub Actions"),
        ({"GITHUB_ACTIONS": "1"}, "not GitHub Actions"),
        ({"GITHUB_EVENT_NAME": "pull_request"}, "the event is 'pull_request'"),
        ({"GITHUB_EVENT_NAME": "pull_request_target"}, "the event is"),
        ({"GITHUB_EVENT_NAME": "issue_comment"}, "the event is"),
        ({"GITHUB_EVENT_NAME": ""}, "the event is 'unknown'"),
        ({"GITHUB_REF": "refs/heads/topic"}, "the ref is 'refs/heads/topic'"),
        ({"GITHUB_REF": "refs/pull/7/merge"}, "the ref is"),
        ({"GITHUB_REF": "refs/tags/main"}, "the ref is"),
        ({"GITHUB_REF": ""}, "the ref is 'unknown'"),
    ],
)
def test_proof_is_positive(change: dict[str, str], said: str) -> None:
    found_ = lacking(from_environ({**TRUSTED, **change}), "main")
    assert (said in found_) if said else found_ == ""


def test_nothing_said_is_no_proof() -> None:
    settings: Settings = from_environ({})
    assert lacking(settings, "main")
