"""The kill list of one commit, entry by entry; what cannot be read stops everything."""

import json
from dataclasses import dataclass

from pydantic import ValidationError

from bot.policy.document import parse
from bot.policy.kill_list import KillList
from bot.policy.risk_change import FOLDER
from bot.sdk.kill_list import read_kill_list
from bot.sdk.refusal import Refusal
from bot.state.kill_switch import ALL, for_agent, for_class
from bot.state.lease import Killed
from bot.words.canonical import digest

PATH = f"{FOLDER}/kill_list.yml"


@dataclass(frozen=True, slots=True)
class Entry:
    """`target` is named as the kill switch names it."""

    target: str
    reason: str = ""
    by: str = ""

    @property
    def digest(self) -> str:
        return digest([self.target, self.reason, self.by])

    @property
    def label(self) -> str:
        return "the whole fleet" if self.target == ALL else self.target.replace(":", " ", 1)


def entries_of(data: bytes | None) -> tuple[Entry, ...]:
    """List the entries; where they have mistakes, whatever agents themselves would read of them."""
    known = _as_written(data)
    return _as_agents_read(data) if known is None else _entries(known)


def killed_by(entries: tuple[Entry, ...]) -> Killed:
    agents, classes = for_agent(""), for_class("")
    return Killed(
        all=any(one.target == ALL for one in entries),
        agents=sorted(_named(entries, agents)),
        strategy_classes=sorted(_named(entries, classes)),
    )


def _named(entries: tuple[Entry, ...], kind: str) -> set[str]:
    return {one.target.removeprefix(kind) for one in entries if one.target.startswith(kind)}


def _as_written(data: bytes | None) -> KillList | None:
    document = parse(PATH, data or b"")
    try:
        found = KillList.model_validate_json(json.dumps(document.value))
    except ValidationError:
        return None
    return None if document.problems else found


def _entries(known: KillList) -> tuple[Entry, ...]:
    everything = (Entry(ALL, known.reason, known.by),) if known.all else ()
    return (
        *everything,
        *(Entry(for_agent(kill.name), kill.reason, kill.by) for kill in known.agents),
        *(Entry(for_class(kill.name), kill.reason, kill.by) for kill in known.strategy_classes),
    )


def _as_agents_read(data: bytes | None) -> tuple[Entry, ...]:
    found = read_kill_list(data or b"")
    if isinstance(found, Refusal):
        return (Entry(ALL, "the kill list cannot be read", "governor"),)
    return (
        *((Entry(ALL),) if found.everything else ()),
        *(Entry(for_agent(name), why.strip(" ()")) for name, why in found.agents.items()),
        *(Entry(for_class(name), why.strip(" ()")) for name, why in found.strategy_classes.items()),
    )
