"""What the demo's fleet has in its repository: the shipped policies, made to fit the fleet."""

from collections.abc import Mapping, Sequence

from bot.commands.demo.fleet import VERSION, Character
from bot.commands.demo.market import STEP

MINUTES = STEP.seconds // 60
AGENTS = "policies/agents.yml"
KILL_LIST = "policies/kill_list.yml"
PRICES = "policies/prices.yml"
RISK_FILE = "policies/risk.yml"
LOOKBACK_DAYS = 10  # a life of sixty days is short
CANDLES = "../candles"
README = """\
# The demo's fleet

Twelve agents of a made-up market; `governor demo` wrote all of this. Look around:

    governor policy check
    governor audit verify
    git log origin/governor-state
"""


def repository(shipped: Mapping[str, bytes], fleet: Sequence[Character]) -> dict[str, bytes]:
    return {
        **shipped,
        AGENTS: _agents(fleet).encode(),
        PRICES: _prices(shipped[PRICES].decode()).encode(),
        RISK_FILE: with_number(shipped[RISK_FILE], "rollback_lookback_days", LOOKBACK_DAYS),
        "README.md": README.encode(),
        ".gitignore": b".governor/\n",
    }


def with_kill(kill_list: bytes, agent: str, reason: str, by: str) -> bytes:
    """Write what a person would: one more entry where the list was empty."""
    entry = f"agents:\n  - {{name: {agent}, reason: {reason}, by: {by}}}\n"
    lines = kill_list.decode().splitlines(keepends=True)
    return "".join(entry if line.startswith("agents: []") else line for line in lines).encode()


def with_drawdown(risk: bytes, bps: int) -> bytes:
    return with_number(risk, "MAX_DRAWDOWN_BPS", bps)


def with_number(page: bytes, key: str, number: float) -> bytes:
    """Change one number of a page."""
    lines = page.decode().splitlines(keepends=True)
    changed = (f"{key}: {number:g}\n" if line.startswith(f"{key}:") else line for line in lines)
    return "".join(changed).encode()


def _agents(fleet: Sequence[Character]) -> str:
    entries = "".join(_entry(who, number % 3 + 1) for number, who in enumerate(fleet))
    return f"# Who may send signals, and how far each may rise.\nv: 1\n\nagents:\n{entries}"


def _entry(who: Character, desk: int) -> str:
    parent = f"    parent: {who.parent}\n" if who.parent else ""
    return (
        f"  - name: {who.name}\n"
        f"    strategy_class: {who.strategy_class}\n"
        f'    version: "{VERSION}"\n'
        f"    stage: shadow\n"
        f"    owner: desk-{desk}\n"
        f"{parent}"
    )


def _prices(shipped: str) -> str:
    """Keep the page, but ask a folder of candles instead of the exchanges."""
    head, _, rest = shipped.partition("venues:\n")
    tail = rest[rest.index("interval:") :].split("\n", 1)[1]
    venue = f"  - {{name: bundled, kind: files, path: {CANDLES}}}\n"
    return f'{head}venues:\n{venue}interval: "{MINUTES}m"\n{tail}'
