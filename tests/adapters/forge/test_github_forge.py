"""What only GitHub has: pages, late answers, an app's tokens, lists that end, secrets."""

import base64
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import sleep

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bot.adapters.github.access import Access, App, Token
from bot.adapters.github.forge import GitHubForge, open_forge
from bot.adapters.github.wire import PATIENCE
from bot.errors import (
    BadCredentials,
    CannotReach,
    Forbidden,
    GovernorError,
    Invalid,
    MovedHead,
    NotFound,
)
from bot.ports.forge.checks import Annotation, CheckReport, CheckStatus, Required, Severity
from bot.ports.forge.contents import FileChange
from bot.ports.forge.issues import Label
from bot.ports.forge.pulls import NewPull
from tests.adapters.forge.conftest import HASTY, Dial
from tests.adapters.forge.world import ACME, World
from tests.face.face import Face
from tests.face.people import INSTALLATION
from tests.face.plan import AFTER, GRAPHQL, Fault

REF = "GET /repos/{owner}/{repo}/git/ref/{ref}"


@pytest.fixture
def forge(dial: Dial) -> GitHubForge:
    return dial()[0]


def many(world: World, count: int) -> str:
    """Open a pull request that changes so many files."""
    changes = [FileChange(f"many/{number:03}.txt", b"x\n") for number in range(count)]
    world.bot.commit_files("many", world.main(), changes, "Many", None)
    world.bot.open_pull(NewPull("Many", "many", "main"))
    return "many"


def branches(count: int, start: str) -> bytes:
    """Tell git at once of many branches, each with a file of its own."""
    return b"".join(
        b"commit refs/heads/topic-%d\ncommitter Olga <olga@example.com> 1700000000 +0000\n"
        b"data 1\nx\nfrom %s\nM 100644 inline %d.txt\ndata 2\nx\n\n"
        % (number, start.encode(), number)
        for number in range(count)
    )


def test_sixty_open_pull_requests_are_two_calls(local: World, face: Face, dial: Dial) -> None:
    local.git().run("fast-import", "--quiet", stdin=branches(60, local.main()))
    for number in range(60):
        local.bot.open_pull(NewPull(f"Change {number}", f"topic-{number}", "main"))
        local.bot.create_comment(number + 1, "ours")
    forge, _ = dial()
    seen = forge.survey()
    assert [one.pull.number for one in seen] == list(range(1, 61))
    assert {len(one.comments) for one in seen} == {1}
    assert face.kinds() == [GRAPHQL, GRAPHQL]
    assert not face.writes


def test_what_a_survey_cuts_off_is_read_on(local: World, forge: GitHubForge, face: Face) -> None:
    many(local, 130)
    for number in range(101):
        local.acting("rita").create_comment(1, f"chatter {number}")
    ours = local.bot.create_comment(1, "ours, late")
    (seen,) = forge.survey()
    assert len(seen.paths) == 130
    assert [one.id for one in seen.comments] == [ours.id]
    files = "GET /repos/{owner}/{repo}/pulls/{pull_number}/files"
    assert face.kinds().count(files) == 2


def test_one_that_changes_more_than_can_be_listed_hides_no_other(
    local: World, forge: GitHubForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(local, 105)
    other = local.opened("topic")
    monkeypatch.setattr("bot.adapters.github.pulls.MOST_FILES", 105)
    huge, small = forge.survey()
    assert (huge.more_paths, len(huge.paths)) == (True, 100)
    assert (small.pull.number, small.more_paths) == (other.number, False)


def test_strangers_cannot_crowd_out_how_a_request_ended(
    local: World, forge: GitHubForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = local.opened("topic")
    local.bot.close_pull(ours.number)
    git = local.clone(local.fork("rita"))
    git.run("checkout", "-q", "-b", "topic", "origin/main")
    git.run("commit", "-q", "--allow-empty", "--message", "Mine")
    git.run("push", "-q", "--force", "origin", "topic")
    rita = local.acting("rita")
    for _ in range(2):
        rita.close_pull(rita.open_pull(NewPull("Mine", "rita:topic", "main")).number)
    assert [one.number for one in forge.ended(["topic"])] == [ours.number]
    monkeypatch.setattr("bot.adapters.github.queries.NEWEST", 1)
    assert [one.number for one in forge.ended(["topic"])] == [ours.number]


def test_pages_are_followed_to_their_end(local: World, forge: GitHubForge) -> None:
    number = local.bot.open_issue("Issue").number
    for turn in range(205):
        local.bot.create_comment(number, f"{turn}")
    assert [one.body for one in forge.comments(number)] == [str(turn) for turn in range(205)]


def test_a_list_that_github_cuts_is_refused(
    local: World, forge: GitHubForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(local, 5)
    monkeypatch.setattr("bot.adapters.github.pulls.MOST_FILES", 5)
    monkeypatch.setattr("bot.adapters.github.pulls.MOST_COMMITS", 1)
    monkeypatch.setattr("bot.adapters.github.contents.MOST_FILES", 5)
    with pytest.raises(Invalid, match="changes 5 files or more"):
        forge.pull_files(1)
    with pytest.raises(Invalid, match="1 commits or more"):
        forge.pull_commits(1)
    with pytest.raises(Invalid, match="5 files differ or more"):
        forge.compare("main", "many")


def test_a_base_branch_that_went_on_is_seen(local: World, forge: GitHubForge) -> None:
    pull = local.opened("topic")
    assert forge.pull(pull.number).base_sha == local.main()
    newer = local.branch("main", more_txt="more\n")
    assert forge.pull(pull.number).base_sha == newer
    assert [one.base_sha for one in forge.pulls()] == [newer]
    assert [one.pull.base_sha for one in forge.survey()] == [newer]


def test_a_branch_just_written_is_read_until_it_shows(local: World, face: Face, dial: Dial) -> None:
    forge, slept = dial()
    old = local.main()
    change = [FileChange("x.txt", b"x\n")]
    new = forge.commit_files("main", old, change, "Write", old).sha
    face.memory.stale_refs["main"] = [old, old]
    assert forge.branch_head("main") == new
    assert len(slept) == 2
    face.memory.stale_refs["main"] = [old] * 9
    assert forge.branch_head("main") == old


def test_a_request_of_a_branch_not_seen_yet_is_opened_when_it_is(
    local: World, face: Face, dial: Dial
) -> None:
    forge, slept = dial()
    unseen = ({"resource": "PullRequest", "field": "head", "code": "invalid"},)
    late = Fault("POST /repos/{owner}/{repo}/pulls", 422, "Validation Failed", errors=unseen)
    forge.commit_files("topic", local.main(), [FileChange("x.txt", b"x\n")], "Write", None)
    face.plan.lay(replace(late, times=2))
    assert forge.open_pull(NewPull("Title", "topic", "main")).number == 1
    assert len(slept) == 2
    local.branch("older", y_txt="y\n")
    face.plan.lay(late)
    with pytest.raises(Invalid, match="there is no head branch older"):
        forge.open_pull(NewPull("Title", "older", "main"))


def test_a_branch_that_moved_before_the_answer_was_lost_is_ours(
    local: World, face: Face, dial: Dial
) -> None:
    forge, slept = dial()
    face.plan.lay(Fault(GRAPHQL, nth=2, when=AFTER))
    made = forge.commit_files("topic", local.main(), [FileChange("x.txt", b"x\n")], "Write", None)
    assert local.bot.branch_head("topic") == made.sha
    assert len(slept) == 1


@pytest.mark.parametrize("kind", ["STALE_DATA", "UNPROCESSABLE", "SOMETHING_NEW"])
def test_whatever_github_calls_it_a_branch_that_did_not_move_is_told(
    local: World, face: Face, forge: GitHubForge, kind: str
) -> None:
    said = ({"type": kind, "message": "no"},)
    face.plan.lay(Fault(GRAPHQL, 200, "", nth=2, errors=said))
    change = [FileChange("x.txt", b"x\n")]
    with pytest.raises((Invalid, CannotReach), match="no"):
        forge.commit_files("topic", local.main(), change, "Write", None)
    assert local.bot.branch_head("topic") is None


def test_no_name_leads_out_of_the_repository(face: Face, forge: GitHubForge) -> None:
    for act in (forge.delete_branch, forge.branch_head, forge.commit):
        with pytest.raises(Invalid, match="leads out"):
            act("../../../user")
    assert face.calls == 0


def test_a_repository_with_another_name_is_not_followed(face: Face, forge: GitHubForge) -> None:
    listing = "GET /repos/{owner}/{repo}/pulls"
    elsewhere = {"Location": f"{face.url}/repositories/1/pulls"}
    face.plan.lay(Fault(listing, 301, "Moved Permanently", elsewhere))
    with pytest.raises(CannotReach, match="Set GITHUB_REPOSITORY to the name"):
        forge.pulls()
    assert face.kinds() == [listing]


def test_content_that_came_too_quickly_is_sent_later(face: Face, dial: Dial) -> None:
    forge, slept = dial()
    quick = ({"resource": "Issue", "code": "custom", "message": "was submitted too quickly"},)
    face.plan.lay(
        Fault("POST /repos/{owner}/{repo}/issues", 422, "Validation Failed", errors=quick)
    )
    assert forge.open_issue("Issue").number == 1
    assert slept == [60.0]


def test_who_cannot_make_check_runs_is_told_who_can(local: World, face: Face) -> None:
    access = Access(ACME.full_name, Token("ghp_of_wendy"), face.url, 5, 0, 0)
    wendy = open_forge(access, HASTY)
    with pytest.raises(Forbidden, match="only the token of a workflow or of a GitHub App"):
        wendy.create_check_run(local.main(), "gate", noted(0))
    wendy.close()


def test_an_undecided_request_is_asked_again_and_then_left_open(
    local: World, face: Face, dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge, slept = dial()
    number = local.opened("topic").number
    assert forge.pull(number).mergeable is True
    assert len(slept) == 1
    monkeypatch.setattr(type(face.memory), "knows", lambda *_: False)
    assert forge.pull(number).mergeable is None
    assert len(slept) == 1 + PATIENCE.tries


def test_a_push_between_look_and_commit_is_not_overwritten(
    local: World, face: Face, forge: GitHubForge
) -> None:
    base, ours = local.main(), local.branch("topic", x_txt="1\n")
    theirs = local.branch("topic", x_txt="by a human\n")
    change = [FileChange("x.txt", b"2\n")]
    with pytest.raises(MovedHead) as refused:
        forge.commit_files("topic", base, change, "Refresh", ours)
    assert (refused.value.expected, refused.value.found) == (ours, theirs)
    assert local.bot.branch_head("topic") == theirs
    assert not [one for one in face.writes if one.kind == GRAPHQL and "errors" in str(one.body)]


def test_a_tree_too_large_to_list_is_walked(local: World, face: Face, forge: GitHubForge) -> None:
    git = local.clone()
    (git.folder / "deep" / "er").mkdir(parents=True)
    (git.folder / "deep" / "er" / "run.sh").write_text("#!/bin/sh\n")
    git.run("add", "--chmod=+x", "deep/er/run.sh")
    git.run("commit", "-q", "-m", "Add a script")
    git.run("push", "-q", "origin", "main")
    face.memory.longest_tree = 1
    head = local.main()
    change = [FileChange("deep/er/run.sh", b"#!/bin/sh\nls\n"), FileChange("deep/new.txt", b"x\n")]
    forge.commit_files("main", head, change, "Edit", head)
    assert local.git().text("ls-tree", "main", "deep/er/run.sh").startswith("100755")
    assert local.bot.read_file("deep/new.txt", "main") == b"x\n"
    with pytest.raises(Invalid, match="is not there"):
        forge.commit_files("topic", head, [FileChange("deep/none", None)], "Remove", None)


def test_a_file_over_a_megabyte_is_read_whole(local: World, forge: GitHubForge) -> None:
    data = bytes(range(256)) * 5000
    head = local.main()
    local.bot.commit_files("main", head, [FileChange("big.bin", data)], "Big", head)
    assert forge.read_file("big.bin", "main") == data


def test_a_missing_file_is_not_taken_for_a_hidden_repository(
    face: Face, forge: GitHubForge
) -> None:
    assert forge.read_file("none.txt", "main") is None
    hidden = Fault("GET /repos/{owner}/{repo}/commits/{ref}", 404, "Not Found")
    face.plan.lay(hidden)
    with pytest.raises(NotFound, match="may not see"):
        forge.read_file("none.txt", "main")


def noted(count: int, word: str = "here") -> CheckReport:
    notes = tuple(
        Annotation("README.md", line, line, Severity.NOTICE, word) for line in range(1, count + 1)
    )
    return CheckReport(CheckStatus.IN_PROGRESS, None, "Looking", "At it.", notes)


def test_more_annotations_than_one_call_takes_are_all_there(
    local: World, face: Face, forge: GitHubForge
) -> None:
    run = forge.create_check_run(local.main(), "gate", noted(120))
    assert forge.check_runs(local.main()) == [replace(run, report=noted(120))]
    assert face.kinds().count("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}") == 2
    more = forge.update_check_run(run.id, noted(125))
    assert (more.id, len(forge.check_runs(local.main())[0].report.annotations)) == (run.id, 125)


def test_annotations_that_change_take_a_new_run(local: World, forge: GitHubForge) -> None:
    run = forge.create_check_run(local.main(), "gate", noted(2))
    new = forge.update_check_run(run.id, noted(1, "elsewhere"))
    assert new.id > run.id
    assert [one.report for one in forge.check_runs(local.main())] == [
        noted(2),
        noted(1, "elsewhere"),
    ]


def test_rulesets_count_as_well_as_protection(face: Face, forge: GitHubForge) -> None:
    rule = {
        "type": "required_status_checks",
        "parameters": {
            "required_status_checks": [{"context": "from a ruleset"}],
            "strict_required_status_checks_policy": False,
        },
    }
    face.memory.rules = [rule, {"type": "deletion"}]
    face.memory.protection = [{"context": "from protection", "app_id": 7}]
    assert forge.required_checks("main") == [
        Required("from a ruleset"),
        Required("from protection", 7),
    ]
    assert forge.rules_of("main") == ["branch_protection", "deletion", "required_status_checks"]


def test_what_has_not_changed_is_not_written(face: Face, local: World, forge: GitHubForge) -> None:
    issue = local.bot.pin_issue(local.bot.open_issue("Fleet", "Report").number)
    label = local.bot.ensure_label(Label("governor", "0e8a16", "by the bot"))
    forge.update_issue(issue.number, title="Fleet", body="Report")
    forge.reopen_issue(issue.number)
    forge.pin_issue(issue.number)
    forge.ensure_label(label)
    assert not face.writes


@pytest.mark.parametrize("color", ["0e8a16", "d73a4a"])
def test_a_label_that_another_run_makes_meanwhile_is_taken(
    face: Face, local: World, forge: GitHubForge, color: str
) -> None:
    local.bot.ensure_label(Label("governor", "0e8a16", "by the bot"))
    face.plan.lay(Fault("GET /repos/{owner}/{repo}/labels/{name}", 404, "Not Found"))
    wanted = Label("governor", color, "by the bot")
    assert forge.ensure_label(wanted) == wanted
    assert list(local.bot.labels()) == [wanted]


def test_a_label_that_cannot_be_is_refused(face: Face, forge: GitHubForge) -> None:
    wrong = ({"resource": "Label", "code": "invalid", "field": "color"},)
    kind = "POST /repos/{owner}/{repo}/labels"
    face.plan.lay(Fault(kind, 422, "Validation Failed", errors=wrong))
    with pytest.raises(Invalid, match="color is invalid"):
        forge.ensure_label(Label("governor", "0e8a16"))


@pytest.mark.parametrize("apart", [0.0, 1.0])
def test_writes_a_second_apart_meet_no_limit(local: World, face: Face, apart: float) -> None:
    number, slept = local.bot.open_issue("Issue").number, list[float]()
    access = Access(ACME.full_name, Token("ghp_of_governor[bot]"), face.url, 5, 0, apart)

    def rest(pause: float) -> None:
        slept.append(pause)
        sleep(pause)

    forge = open_forge(access, replace(PATIENCE, sleep=rest))
    face.strict = True
    for word in ("one", "two"):
        forge.create_comment(number, word)
    forge.close()
    assert [one.body for one in local.bot.comments(number)] == ["one", "two"]
    assert slept == ([] if apart else [1.0])


# Authentication


@pytest.fixture(scope="module")
def private_key() -> str:
    key = rsa.generate_private_key(65_537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()


@pytest.fixture
def as_app(face: Face, private_key: str) -> Iterator[Callable[[int], GitHubForge]]:
    opened: list[GitHubForge] = []
    face.tokens = {**face.tokens, "77": "governor[bot]", "ghs_of_governor[bot]": "governor[bot]"}

    def connected(installation: int) -> GitHubForge:
        app = App("77", private_key, installation)
        opened.append(open_forge(Access(ACME.full_name, app, face.url, 5, 0, 0), HASTY))
        return opened[-1]

    yield connected
    for forge in opened:
        forge.close()


@pytest.mark.parametrize("installation", [0, INSTALLATION], ids=["asked for", "given"])
def test_an_app_gets_its_token_and_acts(
    as_app: Callable[[int], GitHubForge], face: Face, installation: int
) -> None:
    forge = as_app(installation)
    assert forge.identity().login == "governor[bot]"
    assert forge.identity().is_bot
    forge.open_issue("By the app")
    asked = face.kinds()
    assert asked.count("POST /app/installations/{installation_id}/access_tokens") == 1
    assert asked.count("GET /repos/{owner}/{repo}/installation") == (installation == 0)


def test_an_app_that_is_not_installed_is_told_so(as_app: Callable[[int], GitHubForge]) -> None:
    with pytest.raises(NotFound, match="get a token for the GitHub App"):
        as_app(999).identity()


def test_a_key_of_another_app_is_told_so(as_app: Callable[[int], GitHubForge], face: Face) -> None:
    face.tokens = {}
    with pytest.raises(BadCredentials, match="GOVERNOR_APP_PRIVATE_KEY"):
        as_app(0)


# Secrets

TOKEN = "ghp_" + base64.b64encode(b"never to be seen anywhere").decode()


@pytest.fixture
def secretive(face: Face) -> Iterator[GitHubForge]:
    face.tokens = {TOKEN: "governor[bot]"}
    forge = open_forge(Access(ACME.full_name, Token(TOKEN), face.url, 5, 0, 0), HASTY)
    yield forge
    forge.close()


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 500, 502])
def test_no_error_shows_the_token(secretive: GitHubForge, face: Face, status: int) -> None:
    face.plan.lay(Fault(GRAPHQL, status, f"you sent token {TOKEN} to us", times=99))
    with pytest.raises(GovernorError) as refused:
        secretive.identity()
    chain = [refused.value, refused.value.__cause__, refused.value.__context__]
    assert not [one for one in chain if TOKEN in str(one) or TOKEN in repr(one)]


def test_no_log_shows_the_token(
    secretive: GitHubForge, face: Face, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secretive.open_issue("Issue")
    face.plan.lay(Fault(GRAPHQL, cut=True))
    secretive.identity()
    assert caplog.records
    assert TOKEN not in caplog.text


def test_no_representation_shows_a_secret(private_key: str) -> None:
    access = Access(ACME.full_name, Token(TOKEN))
    assert TOKEN not in repr(access)
    assert "PRIVATE" not in repr(App("77", private_key))


def test_nobody_there_is_told_without_the_address() -> None:
    access = Access(ACME.full_name, Token(TOKEN), "http://127.0.0.1:9", 1, 0, 0)
    forge = open_forge(access, HASTY)
    with pytest.raises(CannotReach, match="the connection failed") as refused:
        forge.open_issue("Issue")
    assert "127.0.0.1" not in str(refused.value)
    forge.close()
