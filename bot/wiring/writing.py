"""Which model writes: by policy, and by what the environment gives to ask it with."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from bot.adapters.github.access import is_loopback
from bot.adapters.openai_writer import Endpoint, OpenAiWriter
from bot.errors import BadUsage
from bot.policy.writing import Llm
from bot.ports.writer import Nobody, Writer
from bot.settings.environment import Settings

OPENAI = "https://api.openai.com/v1"
GITHUB = "https://models.github.ai/inference"
NEEDED = ("openai", "genai_prices")
INSTALL = "{} is not installed; `pip install 'governor[llm]'` brings it"
NO_KEY = "neither AI_INTEGRATIONS_OPENAI_API_KEY nor OPENAI_API_KEY is set"
NO_TOKEN = "GITHUB_TOKEN is not set, with which GitHub Models are asked"  # noqa: S105 - a sentence


def memo_writer(settings: Settings, limits: Llm) -> Writer:
    return _writer(settings, limits, settings.memo_model or limits.memo_model)


def proposal_writer(settings: Settings, limits: Llm) -> Writer:
    return _writer(settings, limits, settings.proposal_model or limits.proposal_model)


def _writer(settings: Settings, limits: Llm, model: str) -> Writer:
    if limits.provider == "off":
        return Nobody("llm.provider is off in policies/governor.yml")
    endpoint = _github(settings, model) if limits.provider == "github" else _openai(settings, model)
    if isinstance(endpoint, str):
        return Nobody(endpoint)
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        return Nobody(INSTALL.format(missing[0].replace("_", "-")))
    return OpenAiWriter(endpoint, limits)


def _openai(settings: Settings, model: str) -> Endpoint | str:
    if not settings.llm_key:
        return NO_KEY
    return Endpoint("openai", _safe(settings.llm_url or OPENAI), model, _sendable(settings.llm_key))


def _github(settings: Settings, model: str) -> Endpoint | str:
    """Ask with the workflow's token, and only GitHub itself: it could do more than write."""
    if not settings.token:
        return NO_TOKEN
    named = model if "/" in model else f"openai/{model}"
    return Endpoint("github", GITHUB, named, settings.token)


def _safe(url: str) -> str:
    if urlsplit(url).scheme != "https" and not is_loopback(url):
        raise BadUsage(
            f"Cannot use AI_INTEGRATIONS_OPENAI_BASE_URL {url!r}: the key would be sent in the "
            "clear; write an address that begins with https://."
        )
    return url


def _sendable(key: str) -> str:
    """Take the line's end off that comes with a pasted key; what else is wrong no server hears."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise BadUsage(
            "Cannot use the key of the model: it holds letters that no key has; copy it again into "
            "AI_INTEGRATIONS_OPENAI_API_KEY or OPENAI_API_KEY."
        )
    return key
