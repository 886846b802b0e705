"""What waits for people: pull requests that the bot opened, and rises that are asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.state.intents import Intent
from bot.state.report.agent import AgentRow
from bot.words.stage import RANK, Stage


@dataclass(frozen=True, slots=True)
class Wait:
    """`number` is of the pull request, "" where none was opened yet."""

    agent: str
    stage: str
    asks: str
    why: str
    number: str


def rises(agents: Mapping[str, AgentRow], intents: Iterable[Intent]) -> list[Wait]:
    opened = _opened(intents, "promote")
    return [
        Wait(name, one.stage, one.asks, one.why, opened.get((name, one.asks), ""))
        for name, one in sorted(agents.items())
        if one.asks
    ]


def falls(agents: Mapping[str, AgentRow], intents: Iterable[Intent]) -> list[Wait]:
    """Give whose ceiling in agents.yml still stands above what the machine lowered it to."""
    opened = _opened(intents, "demote")
    return [
        Wait(name, one.stage, asked, one.why, number)
        for (name, asked), number in sorted(opened.items())
        if (one := agents.get(name)) is not None and _is_above(one.ceiling, asked)
    ]


def _is_above(ceiling: str, asked: str) -> bool:
    stages = {stage.value: stage for stage in Stage}
    return ceiling in stages and asked in stages and RANK[stages[ceiling]] > RANK[stages[asked]]


def _opened(intents: Iterable[Intent], what: str) -> dict[tuple[str, str], str]:
    """Read keys such as promote/NAME/STAGE/EPOCH; the newest of an agent counts."""
    found = {}
    for one in intents:
        pieces = one.key.split("/")
        if one.kind == "open" and one.phase == "done" and pieces[0] == what and len(pieces) > 2:  # noqa: PLR2004 - what, who, to which stage
            found[pieces[1], pieces[2]] = one.ref
    return found
