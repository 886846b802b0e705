"""Makes a folder in which the example fleet runs: agents, policies, and a market of candles."""

import argparse
import math
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "policies"
FIRST_PRICE = {"BTCUSDT": 64_000.0, "ETHUSDT": 3_100.0}
CANDLE = timedelta(minutes=15)
AROUND = timedelta(days=3)
VOLATILITY = 0.0025


def prepare(folder: Path, now: datetime) -> None:
    """Take the shipped policies, then the example's own over them; draw the candles anew."""
    for source in (SHIPPED, HERE / "policies"):
        for file in sorted(source.glob("*.yml")):
            (folder / "policies").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / "policies" / file.name)
    for name in ("agents", "prompts"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE / name, folder / name, dirs_exist_ok=True, ignore=skipped)
    (folder / "candles").mkdir(exist_ok=True)
    for symbol, price in FIRST_PRICE.items():
        text = candles(random.Random(symbol), price, now)
        (folder / "candles" / f"{symbol}_15m.csv").write_text(text, encoding="utf-8")


def candles(chance: random.Random, price: float, now: datetime) -> str:
    """Draw three days before and after now: what lies ahead, only settling will ever see."""
    opened = datetime(now.year, now.month, now.day, tzinfo=UTC) - AROUND
    rows = ["open_time,open,high,low,close"]
    for _ in range(2 * AROUND // CANDLE):
        close = price * math.exp(chance.gauss(0, VOLATILITY))
        high, low = max(price, close), min(price, close)
        moment = int(opened.timestamp() * 1000)
        rows.append(f"{moment},{price:.6g},{high:.6g},{low:.6g},{close:.6g}")
        opened, price = opened + CANDLE, close
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime.now(UTC))
    given = parser.parse_args()
    prepare(given.folder, given.now)
    print(
        f"Made {given.folder}: {', '.join(sorted(path.name for path in given.folder.iterdir()))}."
    )


if __name__ == "__main__":
    main()
