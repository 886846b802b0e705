import subprocess
import sys


def test_a_turned_clock_goes_on_from_there() -> None:
    script = (
        "from bot.sdk import outside; from datetime import datetime as d, timedelta as t;"
        "then = d.fromisoformat('2020-02-29T12:00:00+00:00');"
        "outside.turn_clock(d.fromisoformat('2031-01-01T00:00:00+00:00'));"
        "outside.turn_clock(then);"
        "assert t() <= outside.now() - then < t(seconds=5), outside.now()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
