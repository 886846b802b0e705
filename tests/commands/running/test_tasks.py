from dataclasses import replace

import pytest

from bot.commands.running.roll_call import Call
from bot.commands.running.tasks import KEPT, Ground, task_of, unset_secrets
from bot.policy.agents import Agent
from bot.policy.storage import Storage
from bot.ports.agents import Task
from bot.settings.environment import from_environ
from bot.words.stage import Stage
from tests.commands.running.fleet import CODED, HOURLY, NOW, SLOT, policy

ENVIRON = {
    "PATH": "/bin",
    "HOME": "/home/kim",
    "OWN_KEY": "own",
    "OTHER_KEY": "other",
    "GITHUB_TOKEN": "t",
    "GOVERNOR_AUDIT_KEY": "signs",
    "TRADING_MODE": "live",
    "MAX_POSITION_USD": "10",
    "PYTHONPATH": "/elsewhere",
}


def made(agent: Agent = HOURLY, stage: Stage = Stage.SHADOW, mode: str = "shadow") -> Task:
    ground = Ground(policy(mode=mode), ENVIRON, NOW, simulated=False)
    return task_of(Call(agent, stage, SLOT, "f", ""), ground)


def test_an_agent_is_told_who_it_is_and_little_else() -> None:
    assert made().environment == {
        "PATH": "/bin",
        "HOME": "/home/kim",
        "OWN_KEY": "own",
        "MAX_POSITION_USD": "10",
        "TRADING_MODE": "shadow",
        "GOVERNOR_AGENT": "hourly",
        "GOVERNOR_STRATEGY_CLASS": "momentum",
        "GOVERNOR_RUN_ID": "hourly-20261121T120700Z",
        "GOVERNOR_MODEL": "",
        "GOVERNOR_FINGERPRINT": "f",
        "GOVERNOR_PUBLIC_KEY": "",
        "GOVERNOR_NOW": "2026-11-21T12:07:00.000Z",
    }


@pytest.mark.parametrize(
    ("mode", "stage", "told"),
    [
        ("live", Stage.LIVE, "live"),
        ("live", Stage.CANARY, "live"),
        ("live", Stage.SHADOW, "shadow"),
        ("live", Stage.DEMOTED, "shadow"),
        ("shadow", Stage.LIVE, "shadow"),
    ],
)
def test_the_mode_is_only_tightened(mode: str, stage: Stage, told: str) -> None:
    assert made(stage=stage, mode=mode).environment["TRADING_MODE"] == told


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("", {"AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_KEY"}),
        ("s3://bucket/x", {"AZURE_STORAGE_KEY"}),
        ("abfss://box@account.dfs.core.windows.net", {"AWS_SECRET_ACCESS_KEY"}),
    ],
)
def test_what_lets_governor_into_its_store_no_agent_gets(place: str, given: set[str]) -> None:
    names = ("AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_KEY")
    agent = HOURLY.model_copy(update={"secrets": names})
    whole = policy()
    governor = whole.governor.model_copy(update={"storage": Storage(ledger=place)})
    ground = Ground(
        replace(whole, governor=governor), dict.fromkeys(names, "word"), NOW, simulated=False
    )
    told = task_of(Call(agent, Stage.SHADOW, SLOT, "f", ""), ground).environment
    assert given == set(names) & set(told)


OF_MODELS = {"AI_INTEGRATIONS_OPENAI_API_KEY", "OPENAI_API_KEY"}


def test_no_declaration_gets_an_agent_a_key_of_governor_s_own() -> None:
    """Whatever key Governor learns to read, its variable must be kept back too.

    Those of models are no such: agents ask models as well.
    """
    read: set[str] = set()

    class Environ(dict[str, str]):
        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
            read.add(name)
            return default

    from_environ(Environ())
    keys = {name for name in read if name.endswith("_KEY")} - OF_MODELS
    assert keys == KEPT
    greedy = HOURLY.model_copy(update={"secrets": tuple(keys)})
    ground = Ground(policy(), dict.fromkeys(keys, "signs"), NOW, simulated=False)
    assert not keys & task_of(Call(greedy, Stage.LIVE, SLOT, "f", ""), ground).environment.keys()


def test_a_secret_cannot_stand_in_for_what_governor_says() -> None:
    sly = HOURLY.model_copy(update={"secrets": ("TRADING_MODE", "GOVERNOR_AGENT")})
    assert made(sly).environment["TRADING_MODE"] == "shadow"
    assert made(sly).environment["GOVERNOR_AGENT"] == "hourly"


def test_an_agent_s_own_limits_go_before_those_of_all() -> None:
    assert (made().timeout_seconds, made().memory_mb) == (300.0, 1024)
    assert (made(CODED).timeout_seconds, made(CODED).memory_mb) == (7.0, 99)


def test_a_chosen_time_is_the_agent_s_time_too() -> None:
    ground = Ground(policy(), ENVIRON, NOW, simulated=True)
    assert task_of(Call(HOURLY, Stage.SHADOW, SLOT, "f", ""), ground).now == NOW
    assert made().now is None


def test_a_task_does_not_show_its_secrets() -> None:
    assert "own" not in repr(made())


def test_a_declared_secret_that_is_not_set_is_named() -> None:
    assert unset_secrets(HOURLY, {"OWN_KEY": "x"}) == ("GOVERNOR_AUDIT_KEY",)
