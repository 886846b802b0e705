"""A language model reads prices. Any OpenAI-compatible endpoint will do; without one, a script.

LLM_BASE_URL names the endpoint (https://api.openai.com/v1), LLM_API_KEY the key, and `model` in
policies/agents.yml the model. The answer is a stranger's text: only what it must contain is
taken from it.
"""

import asyncio
import json
import os
import urllib.request
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from agents.market import SYMBOLS, closes
from agents.scripted import scripted
from bot.sdk import emit, usage

CANDLES = 32
TIMEOUT_SECONDS = 30


async def run() -> None:
    url = os.environ.get("LLM_BASE_URL")
    with nullcontext(url) if url else scripted() as base:
        answers = await asyncio.gather(*(asyncio.to_thread(ask, base, s) for s in SYMBOLS))
    for symbol, answer in zip(SYMBOLS, answers, strict=True):
        usage(answer, cost_usd=None if url else 0.0)
        emit(signal(symbol, answer["choices"][0]["message"]["content"]))


def ask(base: str, symbol: str) -> dict[str, Any]:
    prices = " ".join(f"{price:g}" for price in closes(symbol, CANDLES))
    request = urllib.request.Request(
        f"{base}/chat/completions",
        data=json.dumps(
            {
                "model": os.environ["GOVERNOR_MODEL"],
                "messages": [
                    {"role": "system", "content": Path("prompts/reader.md").read_text("utf-8")},
                    {"role": "user", "content": f"{symbol}: {prices}"},
                ],
            }
        ).encode(),
        headers={
            "Authorization": f"Bearer {os.environ.get('LLM_API_KEY', '')}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def signal(symbol: str, content: str) -> dict[str, object]:
    said = json.loads(content)
    confidence = float(said["confidence"])
    lean = {"LONG": confidence, "SHORT": -confidence, "FLAT": 0.0}[said["direction"]]
    return {
        "symbol": symbol,
        "direction": said["direction"],
        "prob_up": 0.5 + lean / 2,
        "confidence": confidence,
        "score_final": lean,
    }
