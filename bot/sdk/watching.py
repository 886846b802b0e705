"""`watch` and `usage`: what language models used, recorded in the run that asked them."""

from collections.abc import Awaitable, Callable
from functools import partial, reduce, wraps
from inspect import isawaitable
from typing import TypeVar, cast

from bot.sdk.asking import Ask, is_stream
from bot.sdk.calls import OPENAI
from bot.sdk.errors import CannotRecord
from bot.sdk.runs import CURRENT

CHAT = "chat.completions.create"
METHODS = (
    CHAT,
    "chat.completions.parse",
    "responses.create",
    "responses.parse",
    "embeddings.create",
)
COPIES = ("copy", "with_options")
MARK = "_governor_watches"

T = TypeVar("T")
Method = Callable[..., object]


def usage(response: object, *, provider: str = OPENAI, cost_usd: float | None = None) -> None:
    """Record what a response used in the current run; `cost_usd` where no table knows the price."""
    run = CURRENT.get()
    if run is None:
        mend = "record inside `with run(agent, strategy_class):`; in a thread, wrap it in carry(…)"
        raise CannotRecord("run", None, mend)
    run.usage(response, provider, cost_usd=cost_usd)


def watch(watched: T, *, provider: str = OPENAI) -> T:
    """Have a client of OpenAI's library, or one stream of it, record what it uses from now on."""
    if is_stream(watched):
        return cast("T", Ask(CURRENT.get(), provider).answer(watched))
    if not (hasattr(watched, "chat") or hasattr(watched, "responses")):
        mend = "give an OpenAI or AsyncOpenAI client, or a stream of one"
        raise CannotRecord("client", watched, mend)
    if not hasattr(watched, MARK):
        setattr(watched, MARK, provider)
        for path in METHODS:
            _replace(watched, path, partial(_asking, asks=path == CHAT, provider=provider))
        for path in COPIES:
            _replace(watched, path, partial(_watching, provider=provider))
    return watched


def _replace(client: object, path: str, wrap: Callable[[Method], Method]) -> None:
    """Replace a method on this one client; a client that has no such method goes without."""
    *parents, name = path.split(".")
    owner = reduce(lambda found, part: getattr(found, part, None), parents, client)
    method = getattr(owner, name, None)
    if callable(method):
        setattr(owner, name, wrap(method))


def _asking(method: Method, *, asks: bool, provider: str) -> Method:
    @wraps(method)
    def inside(*args: object, **kwargs: object) -> object:
        run, model = CURRENT.get(), kwargs.get("model")
        asked = asks and run is not None and _ask_for_usage(kwargs)
        ask = Ask(run, provider, model if isinstance(model, str) else None, asked=asked)
        answer = method(*args, **kwargs)
        return _later(ask, answer) if isawaitable(answer) else ask.answer(answer)

    return inside


async def _later(ask: Ask, answer: Awaitable[object]) -> object:
    return ask.answer(await answer)


def _watching(method: Method, *, provider: str) -> Method:
    @wraps(method)
    def inside(*args: object, **kwargs: object) -> object:
        return watch(method(*args, **kwargs), provider=provider)

    return inside


def _ask_for_usage(kwargs: dict[str, object]) -> bool:
    """Ask for the last chunk, which alone tells the usage, unless the agent decided about it."""
    options = kwargs.get("stream_options") or {}
    if kwargs.get("stream") is not True or not isinstance(options, dict):
        return False
    if "include_usage" in options:
        return False
    kwargs["stream_options"] = {**options, "include_usage": True}
    return True
