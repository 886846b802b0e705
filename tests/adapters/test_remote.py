"""Finding the remote, with what the user's own git knows and nothing on disk."""

import base64
from pathlib import Path

import pytest

from bot.adapters.remote import Remote, address_of, find_remote, passed_on
from bot.errors import CannotReach
from tests.adapters.state_git import SEALED, git, make_clone

URL = "https://github.com/owner/fleet.git"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    work = make_clone(tmp_path / "work", None)
    git(work, "remote", "add", "origin", URL)
    return work


def test_settings_of_the_repository_travel_in_the_environment(repo: Path) -> None:
    header = "AUTHORIZATION: basic c2VjcmV0"
    git(repo, "config", "http.https://github.com/.extraheader", header)
    git(repo, "config", "user.name", "nobody asked")
    remote = find_remote(repo, SEALED, "origin", token="unused")  # noqa: S106
    assert remote.environment() == {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "remote.origin.url",
        "GIT_CONFIG_VALUE_0": URL,
        "GIT_CONFIG_KEY_1": "remote.origin.pushurl",
        "GIT_CONFIG_VALUE_1": URL,
        "GIT_CONFIG_KEY_2": "http.https://github.com/.extraheader",
        "GIT_CONFIG_VALUE_2": header,
    }
    assert "c2VjcmV0" not in repr(remote)


def test_a_token_opens_a_remote_that_has_no_credentials(repo: Path) -> None:
    remote = find_remote(repo, SEALED, "origin", token="t0ken")  # noqa: S106
    login = base64.b64encode(b"x-access-token:t0ken").decode()
    assert remote.access == (
        ("http.https://github.com/.extraheader", f"AUTHORIZATION: basic {login}"),
    )
    assert login not in repr(remote)


def test_a_token_is_sent_nowhere_but_by_https(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "work", tmp_path / "bare.git")
    assert find_remote(repo, SEALED, "origin", token="t0ken").access == ()  # noqa: S106


def test_a_relative_path_is_made_absolute(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "work", Path("../bare.git"))
    assert find_remote(repo, SEALED, "origin").url == str(tmp_path / "bare.git")


def test_an_address_of_ssh_stays_as_it_is(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "work", Path("git@github.com:owner/fleet.git"))
    assert find_remote(repo, SEALED, "origin").url == "git@github.com:owner/fleet.git"


def test_without_any_remote_the_repository_is_its_own(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "work", None)
    remote = find_remote(repo, SEALED, "origin")
    assert (remote.local, remote.url) == (True, str(repo / ".git"))


def test_of_several_addresses_the_first_counts_as_git_would_rewrite_it(repo: Path) -> None:
    git(repo, "remote", "set-url", "--add", "origin", "https://github.com/owner/other.git")
    git(repo, "config", "url.ssh://git@github.com/.pushInsteadOf", "https://github.com/")
    git(repo, "config", "remote.origin.partialCloneFilter", "blob:none")
    git(repo, "config", "remote.origin.promisor", "true")
    remote = find_remote(repo, SEALED, "origin")
    assert (remote.url, remote.push_url) == (URL, "ssh://git@github.com/owner/fleet.git")


def test_the_branch_of_the_repository_is_known_before_its_first_commit(repo: Path) -> None:
    git(repo, "symbolic-ref", "HEAD", "refs/heads/trunk")
    assert find_remote(repo, SEALED, "origin").head == "refs/heads/trunk"
    git(repo, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    assert find_remote(repo, SEALED, "origin").head == "refs/heads/trunk"
    git(repo, "checkout", "--quiet", "--detach")
    assert find_remote(repo, SEALED, "origin").head == "refs/heads/main"


def test_a_wrong_name_lists_the_right_ones(repo: Path) -> None:
    with pytest.raises(CannotReach, match=r"has no remote 'upstream'\. Its remotes are: origin\."):
        find_remote(repo, SEALED, "upstream")


def test_a_folder_without_git_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotReach, match="is no Git repository"):
        find_remote(tmp_path, SEALED, "origin")


def test_only_what_a_connection_needs_is_passed_on() -> None:
    environ = {"HOME": "/h", "GIT_DIR": "/elsewhere", "GIT_INDEX_FILE": "/x", "AWS_KEY": "k"}
    assert passed_on(environ) == {"HOME": "/h"}


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://github.com/Owner/fleet/",
        "https://key@github.com/owner/fleet",
        "git@github.com:owner/fleet.git",
        "ssh://git@github.com/owner/fleet.git",
    ],
)
def test_one_repository_has_one_address_by_each_protocol(url: str) -> None:
    assert address_of(Remote("", url, "")) == "github.com/owner/fleet"
