"""Which model is asked, with what, and where none can be."""

import sys

import pytest

from bot.adapters.openai_writer import OpenAiWriter
from bot.errors import BadUsage
from bot.policy.writing import Llm
from bot.ports.writer import Nobody, Question, Silence, Why, Writer
from bot.settings.environment import from_environ
from bot.wiring.writing import memo_writer, proposal_writer

KEY = {"OPENAI_API_KEY": "sk-one"}
GITHUB = Llm(provider="github")


def memo(environ: dict[str, str], limits: Llm | None = None) -> Writer:
    return memo_writer(from_environ(environ), limits or Llm())


def endpoint(found: Writer) -> tuple[str, str, str, str]:
    assert isinstance(found, OpenAiWriter)
    return found.provider, found.endpoint.url, found.model, found.endpoint.key


def test_a_key_asks_openai() -> None:
    found = endpoint(memo(KEY))
    assert found == ("openai", "https://api.openai.com/v1", "gpt-4.1-mini", "sk-one")


def test_the_integration_s_key_and_address_come_first() -> None:
    environ = {
        "AI_INTEGRATIONS_OPENAI_API_KEY": "sk-two\n",
        "AI_INTEGRATIONS_OPENAI_BASE_URL": "https://proxy.example/v1",
        "IC_MEMO_MODEL": "gpt-4.1",
    }
    found = endpoint(memo({**KEY, **environ}))
    assert found == ("openai", "https://proxy.example/v1", "gpt-4.1", "sk-two")


def test_each_job_has_its_own_model() -> None:
    settings = from_environ({**KEY, "IC_MEMO_MODEL": "gpt-4.1", "AGENT_GEN_MODEL": "gpt-4o"})
    assert (memo_writer(settings, Llm()).model, proposal_writer(settings, Llm()).model) == (
        "gpt-4.1",
        "gpt-4o",
    )


def test_github_models_are_asked_with_the_workflow_s_token_and_nowhere_else() -> None:
    elsewhere = "https://proxy.example/v1"
    environ = {"GITHUB_TOKEN": "t", "AI_INTEGRATIONS_OPENAI_BASE_URL": elsewhere}
    found = endpoint(memo(environ, GITHUB))
    assert found == ("github", "https://models.github.ai/inference", "openai/gpt-4.1-mini", "t")


@pytest.mark.parametrize(
    ("limits", "environ", "reason"),
    [
        (Llm(provider="off"), KEY, "llm.provider is off"),
        (Llm(), {}, "OPENAI_API_KEY is set"),
        (GITHUB, KEY, "GITHUB_TOKEN is not set"),
    ],
)
def test_nobody_is_asked_where_something_is_missing(
    limits: Llm, environ: dict[str, str], reason: str
) -> None:
    found = memo(environ, limits)
    assert isinstance(found, Nobody)
    said = found.ask(Question("", ()))
    assert isinstance(said, Silence)
    assert said.why is Why.NOT_SET_UP
    assert reason in said.sentence


def test_nobody_is_asked_where_the_client_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wiring.writing.find_spec", lambda _: None)
    found = memo(KEY)
    assert isinstance(found, Nobody)
    assert "openai is not installed" in found.reason


def test_a_key_is_not_sent_in_the_clear() -> None:
    with pytest.raises(BadUsage, match="https"):
        memo({**KEY, "AI_INTEGRATIONS_OPENAI_BASE_URL": "http://proxy.example/v1"})
    url = "http://127.0.0.1:1/v1"
    assert endpoint(memo({**KEY, "AI_INTEGRATIONS_OPENAI_BASE_URL": url}))[1] == url


def test_a_key_with_strange_letters_is_refused_and_not_shown() -> None:
    with pytest.raises(BadUsage, match="no key has") as found:
        memo({"OPENAI_API_KEY": "sk-ключ"})
    assert "sk-" not in str(found.value)


def test_choosing_a_writer_does_not_load_the_client() -> None:
    before = "openai" in sys.modules
    memo(KEY)
    assert ("openai" in sys.modules) == before
