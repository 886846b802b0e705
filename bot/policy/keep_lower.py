"""What the registry may become when something is undone: nobody rises by it."""

from collections.abc import Iterator

from bot.errors import Refused
from bot.policy.document import parse
from bot.policy.edit import CEILINGS, FILE, set_stage
from bot.words.stage import RANK, Stage


def keep_lower(now: bytes, then: bytes) -> bytes:
    """Give `then` with every agent at the lower of its two stages; who is new, in shadow."""
    standing, wanted = dict(_stages(now)), list(_stages(then))
    text = then.decode()
    for name, stage in wanted:
        limit = standing.get(name, Stage.SHADOW)
        if RANK[stage] > RANK[limit]:
            text = set_stage(text, name, limit)
    return text.encode()


def _stages(data: bytes) -> Iterator[tuple[str, Stage]]:
    document = parse(FILE, data)
    value = document.value
    agents = value.get("agents") if isinstance(value, dict) else None
    if document.problems or not isinstance(agents, list):
        said = document.problems[0].sentence() if document.problems else f"{FILE} lists no agents"
        raise Refused(f"Cannot tell who would rise: {said}")
    for agent in agents:
        name, stage = _facts(agent)
        if not name or stage not in CEILINGS:
            raise Refused(f"Cannot tell who would rise: {name or 'an agent'} is {stage or 'odd'}")
        yield name, Stage(stage)


def _facts(agent: object) -> tuple[str, str]:
    if not isinstance(agent, dict):
        return "", ""
    return str(agent.get("name", "")), str(agent.get("stage", Stage.SHADOW))
