from pathlib import Path

import pytest

from bot.adapters.policies import policy_texts
from bot.adapters.shipped import shipped
from bot.settings.environment import from_environ
from bot.wiring.dashboard import law_of, state_of, web_address
from bot.wiring.shell import Options, Shell

ELSEWHERE = "v: 1\nstate: {branch: elsewhere}\n"


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


def shell_with(folder: Path, **broken: str) -> Shell:
    texts = {Path(path).name: data for path, data in policy_texts(shipped()).items()}
    (folder / "policies").mkdir()
    for name, data in texts.items():
        told = broken.get(name.removesuffix(".yml"))
        (folder / "policies" / name).write_bytes(data if told is None else told.encode())
    return Shell(Options(repo=str(folder), local=True))


def test_policies_that_cannot_be_used_are_told_and_the_state_is_looked_for(tmp_path: Path) -> None:
    shell = shell_with(tmp_path, risk="v: 1\nMAX_DRAWDOWN_BPS: ten\n", governor=ELSEWHERE)
    law = law_of(shell)
    assert law.policy is None
    assert any("policies/risk.yml:2: MAX_DRAWDOWN_BPS" in why for why in law.mistakes.values())
    assert state_of(shell).branch == "elsewhere"


def test_without_any_policies_the_state_is_where_it_lies_by_default(tmp_path: Path) -> None:
    shell = Shell(Options(repo=str(tmp_path), local=True))
    assert "there is no folder" in "".join(law_of(shell).mistakes.values())
    assert state_of(shell).branch == "governor-state"
