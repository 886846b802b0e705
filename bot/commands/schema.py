"""governor schema: the shape of every file that people, agents or Governor write."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from bot.errors import BadUsage
from bot.events import schema as events
from bot.policy import schema as policy
from bot.ports.output import Output
from bot.state import schema as state
from bot.words.text import printable

ENDING = ".schema.json"
SHOWN = 60


def schema(out: Output, name: str) -> int:
    known = {_name(path): (path, text) for path, text in checked_in().items()}
    if not name:
        for short, (path, _) in sorted(known.items()):
            out.say(f"{short:<24} {path}")
        out.result({"v": 1, "schemas": {short: path for short, (path, _) in known.items()}})
        return 0
    if name not in known:
        raise BadUsage(
            f"Cannot show the schema {printable(name, SHOWN)!r}: `governor schema` lists all."
        )
    out.write(known[name][1])
    return 0


def checked_in() -> Mapping[str, str]:
    """Give every schema by the path where a copy of it is checked in."""
    policies = {
        f"policies/schema/{name}": policy.render(shape) for name, shape in policy.schemas().items()
    }
    pages = {**state.schemas(), **events.schemas()}
    return {**policies, **{path: data.decode() for path, data in pages.items()}}


def _name(path: str) -> str:
    """Call policies/schema/agents.schema.json policies/agents: state/ has another one."""
    room, _, *inner = PurePosixPath(path.removesuffix(ENDING)).parts
    return "/".join([room, *inner])
