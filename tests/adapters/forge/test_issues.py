import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import AlreadyExists, Forbidden, Invalid, NotFound
from bot.ports.forge.issues import Label
from bot.ports.forge.pulls import NewPull, PullFilter, State
from tests.adapters.forge.world import World


def test_an_issue_is_what_was_opened(world: World) -> None:
    issue = world.bot.open_issue("Fleet", "Report", ["governor"])
    assert (issue.title, issue.body, issue.labels) == ("Fleet", "Report", ("governor",))
    assert (issue.state, issue.author, issue.pinned) == (State.OPEN, "governor[bot]", False)
    assert world.bot.issue(issue.number) == issue


def test_an_issue_lives_and_closes(world: World) -> None:
    issue = world.bot.open_issue("Fleet")
    world.bot.update_issue(issue.number, title="New")
    assert world.bot.update_issue(issue.number, body="Body").title == "New"
    closed = world.bot.close_issue(issue.number)
    assert (closed.state, closed.closed_at is not None) == (State.CLOSED, True)
    again = world.bot.reopen_issue(issue.number)
    assert (again.state, again.closed_at) == (State.OPEN, None)


def test_lists_hold_no_pull_requests_and_are_filtered(world: World) -> None:
    world.opened("topic")
    one = world.bot.open_issue("One", labels=["a"])
    two = world.bot.open_issue("Two", labels=["a", "b"])
    world.bot.close_issue(two.number)

    def numbers(state: State | None, label: str = "") -> list[int]:
        return sorted(issue.number for issue in world.bot.issues(state, label))

    assert numbers(State.OPEN) == [one.number]
    assert numbers(None) == [one.number, two.number]
    assert numbers(None, "b") == [two.number]
    assert numbers(State.OPEN, "b") == []


def test_three_issues_can_be_pinned(world: World) -> None:
    issues = [world.bot.open_issue(f"Issue {number}") for number in range(4)]
    for issue in issues[:3]:
        assert world.bot.pin_issue(issue.number).pinned
    assert world.bot.pin_issue(issues[0].number).pinned
    with pytest.raises(Invalid):
        world.bot.pin_issue(issues[3].number)
    assert not world.bot.unpin_issue(issues[0].number).pinned
    assert world.bot.pin_issue(issues[3].number).pinned


def test_labels_are_made_once_and_changed_in_place(world: World) -> None:
    world.bot.ensure_label(Label("governor", "0e8a16", "by the bot"))
    world.bot.ensure_label(Label("governor", "ff0000", "by the bot"))
    named = [label for label in world.bot.labels() if label.name == "governor"]
    assert named == [Label("governor", "ff0000", "by the bot")]


def test_a_label_may_have_any_name(world: World) -> None:
    number = world.bot.open_issue("Issue").number
    for name in ("a/b", "size: 50 %?", "\u00fcber"):
        world.bot.ensure_label(Label(name, "0e8a16"))
        world.bot.ensure_label(Label(name, "0e8a17"))
        world.bot.add_labels(number, [name])
        assert list(world.bot.remove_label(number, name)) == []


@pytest.mark.parametrize("kind", ["issue", "pull"])
def test_issues_and_pull_requests_are_labelled_alike(world: World, kind: str) -> None:
    thread = world.opened("topic") if kind == "pull" else world.bot.open_issue("Issue")
    assert sorted(world.bot.add_labels(thread.number, ["b", "a"])) == ["a", "b"]
    assert sorted(world.bot.add_labels(thread.number, ["a", "c"])) == ["a", "b", "c"]
    assert sorted(world.bot.remove_label(thread.number, "b")) == ["a", "c"]
    assert sorted(world.bot.remove_label(thread.number, "b")) == ["a", "c"]
    read = world.bot.pull if kind == "pull" else world.bot.issue
    assert read(thread.number).labels == ("a", "c")
    assert {"a", "b", "c"} <= {label.name for label in world.bot.labels()}


def test_who_may_only_read_opens_issues_but_labels_nothing(world: World) -> None:
    rita = world.acting("rita")
    issue = rita.open_issue("Found a bug")
    assert rita.update_issue(issue.number, body="More").body == "More"
    with pytest.raises(Forbidden) as refused:
        rita.add_labels(issue.number, ["mine"])
    assert refused.value.status == 403


def test_what_is_not_there_is_not_found(world: World) -> None:
    pull = world.opened("topic")
    for number in (pull.number, 999):
        with pytest.raises(NotFound):
            world.bot.issue(number)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kinds=st.lists(st.sampled_from(["issue", "pull", "refused", "closed"]), max_size=8))
def test_numbers_are_one_row_and_never_used_again(local: World, kinds: list[str]) -> None:
    known = {issue.number for issue in local.bot.issues(None)}
    known |= {pull.number for pull in local.bot.pulls(PullFilter(None))}
    for kind in kinds:
        new = _thread(local, kind, f"topic-{max(known, default=0)}-{len(known)}")
        if new:
            assert new == max(known, default=0) + 1
            known.add(new)


def _thread(world: World, kind: str, branch: str) -> int | None:
    if kind == "pull":
        return world.opened(branch).number
    if kind == "closed":
        number = world.bot.open_issue("Closed at once").number
        return world.bot.close_issue(number).number
    if kind == "refused":
        first = world.opened(branch).number
        with pytest.raises(AlreadyExists):
            world.bot.open_pull(NewPull("Again", branch, "main"))
        return first
    return world.bot.open_issue("Issue").number
