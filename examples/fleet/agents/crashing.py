"""Says one thing, then fails with its secret in the message."""

import os

from bot.sdk import emit


def run() -> None:
    emit({"symbol": "BTCUSDT", "direction": "FLAT", "confidence": 0.0})
    raise ConnectionError(f"login refused for {os.environ.get('EXCHANGE_KEY', 'nobody')}")
