"""What Governor made of those whose truth the demo knows, in plain words."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.commands.demo.fleet import Character
from bot.effects import numbers
from bot.state.agents import AGENTS, Agents
from bot.state.documents import load
from bot.state.report.agent import AgentRow
from bot.state.report.report import REPORT
from bot.state.tree import Tree
from bot.words.instant import DAY, parse
from bot.words.stage import Stage


def verdicts(tree: Tree, fleet: Sequence[Character], start: datetime, days: int) -> Iterator[str]:
    report, states = load(tree, REPORT), load(tree, AGENTS)
    for who in fleet:
        row = report.agents[who.name]
        if who.truth == "honest":
            yield f"{who.name} knows something and is {row.stage}: {_asked(row)}."
        elif who.truth == "decaying" and who.turns_on_day < days:
            yield _decayed(who, row, states, start)
        elif who.truth == "lucky":
            yield _lucky(who, row)


def _asked(row: AgentRow) -> str:
    reached = f"its E reached {numbers.evidence(row.evidence.peak_e_value)}"
    if row.killed:
        return f"{reached}, but it rose just before a breach, which takes back what is new"
    return f"{reached}, where 7 is asked for canary"


def _decayed(who: Character, row: AgentRow, states: Agents, start: datetime) -> str:
    """Tell of the demotion, however its record ended."""
    died = start + who.turns_on_day * DAY
    falls = [
        hold
        for hold in states.agent(who.name).holds.values()
        if hold.stage in (Stage.DEMOTED, Stage.RETIRED)
    ]
    if not falls:
        return f"{who.name} lost its edge on {died:%b %d} and is {row.stage}: {row.why}"
    first = min(falls, key=lambda hold: hold.since)
    days = (parse(first.since) - died) // DAY
    return f"{who.name} lost its edge on {died:%b %d} and was {first.stage} {days} days later."


def _lucky(who: Character, row: AgentRow) -> str:
    return (
        f"{who.name}, the luckiest of {who.tries} that know nothing, made "
        f"{numbers.bps(row.pnl_sum_bps)} and is {row.stage}: its E never passed "
        f"{numbers.evidence(row.evidence.peak_e_value)}."
    )
