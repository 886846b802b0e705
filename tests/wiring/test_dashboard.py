import pytest

from bot.settings.environment import from_environ
from bot.wiring.dashboard import web_address


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, ""),
        ({"GITHUB_REPOSITORY": "no name"}, ""),
        ({"GITHUB_REPOSITORY": "acme/fleet"}, "https://github.com/acme/fleet"),
        (
            {"GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "https://git.acme.org/api/v3"},
            "https://git.acme.org/a/b",
        ),
    ],
)
def test_the_address_of_the_repository(environ: dict[str, str], address: str) -> None:
    assert web_address(from_environ(environ)) == address
