"""A model behind OpenAI's chat API, or one that speaks it: asked with a bound on all it may cost.

The client is made for one question and closed after it: few are asked, minutes apart.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.adapters.openai_price import Price, price_of
from bot.adapters.openai_reading import Completion, completion_of, read
from bot.adapters.openai_trouble import silence_of
from bot.policy.writing import Llm
from bot.ports.writer import Question, Said, Silence, Usage, Why

if TYPE_CHECKING:
    from openai import OpenAI

# A token is at least one byte, and of ordinary text some four; two leave room for numbers.
BYTES_A_TOKEN = 2
CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    provider: str
    url: str
    model: str
    key: str = field(repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


@dataclass(slots=True)
class OpenAiWriter:
    """`used` is what the budget is held against, whatever came back."""

    endpoint: Endpoint
    limits: Llm
    clock: Callable[[], float] = time.monotonic
    used: Sequence[Usage] = ()

    @property
    def model(self) -> str:
        return self.endpoint.model

    @property
    def provider(self) -> str:
        return self.endpoint.provider

    def ask(self, question: Question) -> Said:
        price = price_of(self.model)
        most_in = _most_tokens(question)
        most_out = self.limits.max_tokens
        if exceeded := self._exceeded(most_in + most_out, price(most_in, 0, most_out)):
            return Silence(Why.OVER_BUDGET, exceeded)
        return self._ask(question, most_in, price)

    def _exceeded(self, tokens: int, usd: float) -> str:
        """Reckon with the longest answer, so that the budget holds whatever the model says."""
        tokens += sum(one.tokens_in + one.tokens_out for one in self.used)
        usd += sum(one.cost_usd for one in self.used)
        if tokens > self.limits.run_tokens:
            return (
                f"asking could take {tokens:,} tokens, llm.run_tokens is {self.limits.run_tokens:,}"
            )
        if usd > self.limits.run_usd:
            return f"asking could cost ${usd:.4f}, llm.run_usd is ${self.limits.run_usd:.2f}"
        return ""

    def _ask(self, question: Question, most_in: int, price: Price) -> Said:
        import openai  # noqa: PLC0415 - 300 ms, and only where a model is asked

        began = self.clock()
        most = (most_in, 0, self.limits.max_tokens)
        try:
            with self._client() as client:
                reply = client.chat.completions.with_raw_response.create(**self._request(question))
        except openai.OpenAIError as error:
            # Nobody knows whether a lost answer was charged; what was refused was not.
            counts = most if isinstance(error, openai.APIConnectionError) else (0, 0, 0)
            self._note(began, counts, price, answered=False)
            return silence_of(error, self.endpoint.host, self.endpoint.key)
        completion = completion_of(reply.content)
        if isinstance(completion, Silence):
            self._note(began, most, price, answered=False)
            return completion
        said = read(completion, wants_object=question.shape is not None)
        answered = not isinstance(said, Silence)
        self._note(began, _counts(completion) or most, price, answered=answered)
        return said

    def _client(self) -> "OpenAI":
        import httpx2  # noqa: PLC0415 - comes with openai
        import openai  # noqa: PLC0415 - see above

        timeout = httpx2.Timeout(self.limits.timeout_seconds, connect=CONNECT_SECONDS)
        return openai.OpenAI(
            api_key=self.endpoint.key,
            base_url=self.endpoint.url,
            timeout=timeout,
            max_retries=self.limits.retries,
        )

    def _request(self, question: Question) -> dict[str, Any]:
        turns = [{"role": turn.role, "content": turn.text} for turn in question.turns]
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": question.system}, *turns],
            "temperature": self.limits.temperature,
            "max_tokens": self.limits.max_tokens,
        }
        if question.shape is not None:
            shape = {
                "name": question.shape.name,
                "schema": question.shape.schema,
                "strict": True,
            }
            request["response_format"] = {"type": "json_schema", "json_schema": shape}
        return request

    def _note(
        self, began: float, counts: tuple[int, int, int], price: Price, *, answered: bool
    ) -> None:
        tokens_in, cached, tokens_out = counts
        usage = Usage(
            latency_ms=round((self.clock() - began) * 1000, 3),
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cached_tokens=cached,
            cost_usd=price(tokens_in, cached, tokens_out) if tokens_in else 0.0,
            answered=answered,
        )
        self.used = (*self.used, usage)


def _most_tokens(question: Question) -> int:
    texts = [question.system, *(turn.text for turn in question.turns)]
    shape = str(question.shape.schema) if question.shape else ""
    return sum(len(text.encode()) for text in (*texts, shape)) // BYTES_A_TOKEN + 100


def _counts(completion: Completion) -> tuple[int, int, int] | None:
    usage = completion.usage
    if usage is None:
        return None
    return usage.prompt_tokens, usage.cached, usage.completion_tokens
