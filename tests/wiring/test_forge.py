"""Which forge is opened, and what is said where none can be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.github.access import PUBLIC, App, Token
from bot.adapters.local_forge import LocalForge
from bot.errors import BadUsage
from bot.ports.forge.people import Permission, Repository
from bot.settings.environment import from_environ
from bot.wiring import forge as wiring
from bot.wiring.forge import github_access, github_forge
from bot.wiring.stores import Place
from tests.adapters.forge.conftest import face, founded, local, local_forge
from tests.adapters.forge.world import World
from tests.adapters.state_git import make_clone
from tests.face.face import Face

__all__ = ["face", "founded", "local", "local_forge"]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = "ghs_veryverysecret"  # noqa: S105 - to look for it in what is said
REPOSITORY = {"GITHUB_REPOSITORY": "acme/fleet"}
FILES: Mapping[str, bytes] = {"policies/agents.yml": b"a: 1\n"}


def clock() -> datetime:
    return NOON


def test_a_workflows_token_is_enough() -> None:
    access = github_access(from_environ({**REPOSITORY, "GITHUB_TOKEN": SECRET}))
    assert (access.repository, access.api_url) == ("acme/fleet", PUBLIC)
    assert access.credentials == Token(SECRET)


def test_an_app_is_preferred_and_an_enterprise_has_its_own_address() -> None:
    environ = {
        **REPOSITORY,
        "GITHUB_TOKEN": SECRET,
        "GITHUB_API_URL": "https://git.acme.example/api/v3",
        "GOVERNOR_APP_ID": "12",
        "GOVERNOR_APP_PRIVATE_KEY": "PEM",
        "GOVERNOR_APP_INSTALLATION_ID": "34",
    }
    access = github_access(from_environ(environ))
    assert access.credentials == App("12", "PEM", 34)
    assert access.api_url == "https://git.acme.example/api/v3"


def test_what_the_environment_says_acts_over_the_wire(face: Face, local: World) -> None:
    environ = {
        **REPOSITORY,
        "GITHUB_API_URL": face.url,
        "GITHUB_TOKEN": "ghp_of_governor[bot]",
    }
    with github_forge(from_environ(environ)) as forge:
        number = forge.open_issue("Fleet").number
        forge.create_comment(number, "At once, as nobody else is on loopback.")
    assert local.bot.issue(number).author == "governor[bot]"


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"GITHUB_TOKEN": SECRET}, "GITHUB_REPOSITORY is not set; set it to OWNER/NAME"),
        ({"GITHUB_REPOSITORY": "fleet", "GITHUB_TOKEN": SECRET}, "GITHUB_REPOSITORY is 'fleet'"),
        ({"GITHUB_REPOSITORY": "a/../b", "GITHUB_TOKEN": SECRET}, "set it to OWNER/NAME"),
        (REPOSITORY, "there is no token. Set GITHUB_TOKEN"),
        ({**REPOSITORY, "GOVERNOR_APP_ID": "1"}, "GOVERNOR_APP_PRIVATE_KEY is not"),
        (
            {
                **REPOSITORY,
                "GOVERNOR_APP_ID": "1",
                "GOVERNOR_APP_PRIVATE_KEY": "PEM",
                "GOVERNOR_APP_INSTALLATION_ID": "mine",
            },
            "GOVERNOR_APP_INSTALLATION_ID 'mine'",
        ),
    ],
)
def test_what_is_missing_is_named(environ: Mapping[str, str], told: str) -> None:
    with pytest.raises(BadUsage) as refused, github_forge(from_environ(environ)):
        pass
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["http://git.acme.example/api/v3", "https://me:pw@git.acme.example", "file:///etc", "nonsense"],
)
def test_a_token_goes_over_https_to_a_plain_address_only(url: str) -> None:
    environ = {**REPOSITORY, "GITHUB_TOKEN": SECRET, "GITHUB_API_URL": url}
    with (
        pytest.raises(BadUsage, match="GITHUB_API_URL") as refused,
        github_forge(from_environ(environ)),
    ):
        pass
    assert "pw" not in str(refused.value)


def test_a_key_that_is_none_is_named_and_not_shown() -> None:
    environ = {
        **REPOSITORY,
        "GOVERNOR_APP_ID": "1",
        "GOVERNOR_APP_PRIVATE_KEY": "half a pem",
    }
    with (
        pytest.raises(BadUsage, match="GOVERNOR_APP_PRIVATE_KEY") as refused,
        github_forge(from_environ(environ)),
    ):
        pass
    assert "half a pem" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_local_forge_is_made_once_with_the_policies(tmp_path: Path) -> None:
    place = Place(tmp_path / "my fleet", tmp_path / "my fleet" / ".governor")
    place.private.mkdir(parents=True)
    forge = wiring.local_forge(place, clock, lambda: FILES)
    assert forge.repository() == Repository("local/my-fleet", "main")
    assert forge.read_file("policies/agents.yml", "main") == b"a: 1\n"
    assert forge.identity().login == "governor[bot]"
    number = forge.open_issue("Fleet").number
    assert wiring.local_forge(place, clock, dict).issue(number).title == "Fleet"


def test_a_clone_of_a_local_forge_acts_on_it(tmp_path: Path) -> None:
    here = Repository("acme/fleet", "main")
    owner = LocalForge.found(tmp_path / "forge", clock, here, FILES)
    clone = make_clone(tmp_path / "clone", owner.remote)
    forge = wiring.local_forge(Place(clone, clone / ".governor"), clock, dict)
    assert forge.repository() == here
    assert owner.permission_of("governor[bot]") is Permission.WRITE
