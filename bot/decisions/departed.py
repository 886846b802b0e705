"""Departed: who left agents.yml keeps no stage from which to go on, should the name come back."""

from collections.abc import Iterator
from datetime import datetime

from bot.decisions.facts import Facts
from bot.decisions.why import MACHINE
from bot.state.audit.note import Note
from bot.state.audit.notes import decision as note
from bot.state.lifecycle import LimitStage
from bot.words.stage import MAY_TRADE, Stage

LEFT = "it left agents.yml"


def lowered(facts: Facts) -> Iterator[LimitStage]:
    for name in _departed(facts):
        yield LimitStage(name, Stage.SHADOW, "ceiling", facts.now, LEFT, MACHINE)


def notes(facts: Facts, slot: datetime, inputs: str) -> Iterator[Note]:
    for name in _departed(facts):
        change = {"from": {"stage": facts.states.agent(name).stage}, "to": {"stage": Stage.SHADOW}}
        yield note(name, slot, {**change, "why": LEFT}, inputs)


def _departed(facts: Facts) -> Iterator[str]:
    for name, agent in sorted(facts.states.agents.items()):
        if name not in facts.agents and agent.stage in MAY_TRADE:
            yield name
