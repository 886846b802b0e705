"""The face behaves as GitHub does, seen by PyGithub's own objects."""

from collections.abc import Iterator

import github
import pytest
import requests
from github.GithubException import GithubException
from github.Repository import Repository

from bot.ports.forge.checks import CheckReport, CheckStatus, Conclusion, Required
from tests.adapters.forge.conftest import face, founded, local, local_forge
from tests.adapters.forge.world import World, story
from tests.face.description import Exchange, filled, mistakes, operation_of
from tests.face.face import Face

__all__ = ["face", "founded", "local", "local_forge"]
PASSED = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS)
PULLS = "/repos/{owner}/{repo}/pulls"


@pytest.fixture
def repo(face: Face) -> Iterator[Repository]:
    auth = github.Auth.Token("ghp_of_acme")
    client = github.Github(
        auth=auth, base_url=face.url, retry=None, seconds_between_writes=0, timeout=5
    )
    yield client.get_repo("acme/fleet")
    client.close()


def status_of(refused: pytest.ExceptionInfo[GithubException]) -> int:
    return refused.value.status


def test_a_file_wants_the_sha_that_it_has(repo: Repository) -> None:
    file = repo.get_contents("README.md", ref="main")
    assert not isinstance(file, list)
    repo.update_file("README.md", "Edit", "new\n", file.sha)
    with pytest.raises(GithubException) as stale:
        repo.update_file("README.md", "Edit", "newer\n", file.sha)
    assert status_of(stale) == 409
    with pytest.raises(GithubException) as missing:
        repo.create_file("README.md", "Make", "newer\n")
    assert status_of(missing) == 422
    repo.create_file("new.txt", "Make", "new\n", branch="main")


def test_refs_have_their_paths_and_lose_no_commits(local: World, repo: Repository) -> None:
    first, second = local.main(), local.branch("topic", x_txt="x\n")
    ref = repo.get_git_ref("heads/topic")
    assert (ref.ref, ref.object.sha) == ("refs/heads/topic", second)
    with pytest.raises(GithubException) as refused:
        ref.edit(first)
    assert status_of(refused) == 422
    ref.edit(first, force=True)
    with pytest.raises(GithubException) as again:
        repo.create_git_ref("refs/heads/topic", first)
    assert status_of(again) == 422
    ref.delete()
    assert local.bot.branch_head("topic") is None


def test_a_second_request_of_the_same_ends_is_422(local: World, repo: Repository) -> None:
    local.opened("topic")
    with pytest.raises(GithubException, match="A pull request already exists") as refused:
        repo.create_pull(base="main", head="topic", title="Again")
    assert status_of(refused) == 422


def test_what_blocks_a_merge_is_405_and_a_moved_head_409(local: World, repo: Repository) -> None:
    dirty = local.opened("dirty", docs__story_txt=story(3, "ours"))
    blocked = local.opened("blocked", b_txt="b\n")
    local.branch("main", docs__story_txt=story(3, "theirs"))
    for number in (dirty.number, blocked.number):
        local.owner.require_checks("main", [Required("gate")] if number == blocked.number else [])
        with pytest.raises(GithubException) as refused:
            repo.get_pull(number).merge()
        assert status_of(refused) == 405
    local.bot.create_check_run(blocked.head_sha, "gate", PASSED)
    with pytest.raises(GithubException) as moved:
        repo.get_pull(blocked.number).merge(sha=local.main())
    assert status_of(moved) == 409
    assert repo.get_pull(blocked.number).merge(sha=blocked.head_sha).merged


def test_objects_follow_each_other(local: World, repo: Repository) -> None:
    pull = repo.get_pull(local.opened("topic").number)
    assert [file.filename for file in pull.get_files()] == ["new.txt"]
    assert [one.sha for one in pull.get_commits()] == [pull.head.sha]
    comment = pull.as_issue().create_comment("hello")
    comment.edit("hello again")
    assert [one.body for one in pull.get_issue_comments()] == ["hello again"]


def test_labels_come_as_a_bare_array(local: World, repo: Repository, face: Face) -> None:
    issue = repo.get_issue(local.bot.open_issue("Issue").number)
    issue.add_to_labels("a", "b")
    assert face.seen[-1].body == ["a", "b"]
    assert [label.name for label in issue.get_labels()] == ["a", "b"]


def test_mergeable_is_worked_out_after_it_was_asked_for(local: World, repo: Repository) -> None:
    number = local.opened("topic").number
    assert [repo.get_pull(number).mergeable for _ in range(2)] == [None, True]


def ask(face: Face, path: str, **headers: str) -> requests.Response:
    given = {"Authorization": "token ghp_of_rita", **headers}
    return requests.get(f"{face.url}{path}", headers=given, timeout=5)


def test_pages_are_linked(local: World, face: Face) -> None:
    number = local.bot.open_issue("Issue").number
    for turn in range(5):
        local.bot.create_comment(number, f"{turn}")
    first = ask(face, f"/repos/acme/fleet/issues/{number}/comments?per_page=2")
    last = ask(face, f"/repos/acme/fleet/issues/{number}/comments?per_page=2&page=3")
    assert first.links["next"]["url"].startswith(face.url)
    assert [one["body"] for one in requests_json(first)] == ["0", "1"]
    assert ([one["body"] for one in requests_json(last)], last.links) == (["4"], {})


def requests_json(response: requests.Response) -> list[dict[str, str]]:
    found: list[dict[str, str]] = response.json()
    return found


def test_what_has_not_changed_is_304_and_free(local: World, face: Face) -> None:
    path = f"/repos/acme/fleet/issues/{local.bot.open_issue('Issue').number}"
    first = ask(face, path)
    again = ask(face, path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    left = [one.headers["X-RateLimit-Remaining"] for one in (first, again)]
    assert left == ["4999", "4999"]


def test_who_is_not_known_sees_nothing(face: Face) -> None:
    assert ask(face, "/repos/acme/fleet", Authorization="token wrong").status_code == 401
    assert ask(face, "/repos/acme/other").status_code == 404


# The description


def exchange(**given: object) -> Exchange:
    pull = filled(operation_of("GET", PULLS).answer, [{"number": 1}])  # type: ignore[union-attr]
    whole = {"query": {"state": "open"}, "body": None, "status": 200, "answer": pull, **given}
    return Exchange("GET", PULLS, **whole)


def test_what_is_as_published_has_no_mistakes() -> None:
    assert mistakes(exchange()) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"query": {"sate": "open"}}, "unknown parameter sate"),
        ({"body": {"state": "open"}}, "body: none is published"),
        ({"answer": [{"number": 1}]}, "Field required"),
        ({"answer": {"number": 1}}, "valid list"),
        ({"status": 418, "answer": {}}, "not published"),
        ({"status": 404, "answer": {"mesage": "Not Found"}}, "Extra inputs"),
    ],
)
def test_what_is_not_as_published_is_named(given: dict[str, object], told: str) -> None:
    assert told in str(mistakes(exchange(**given)))


def test_a_field_that_nobody_publishes_is_named() -> None:
    (pull,) = exchange().answer
    assert "invented" in str(mistakes(exchange(answer=[{**pull, "invented": 1}])))


def test_a_route_that_nobody_publishes_is_named() -> None:
    strange = Exchange("GET", "/repos/{owner}/{repo}/wishes", {}, None, 200, {})
    assert "not published" in str(mistakes(strange))
