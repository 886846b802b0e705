"""What people and programs read of a run: who ran, how it went, who did not and why."""

from collections.abc import Iterator, Sequence

from bot.commands.ingest import sentence
from bot.commands.running.harvest import Harvest
from bot.commands.running.roll_call import Call
from bot.events.tally import Tally
from bot.ports.output import Output
from bot.words import instant
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.text import printable

LAST_LINES, LONGEST_LINE = 12, 200
HEAD = ("agent", "ended", "seconds", "signals", "refused", "what happened")


def rehearsed(out: Output, calls: Sequence[Call]) -> None:
    width = max((len(call.agent.name) for call in calls), default=0)
    for call in calls:
        out.say(f"{call.agent.name:<{width}}  {_prospect(call)}")
    if not calls:
        out.say("policies/agents.yml registers no agent.")
    out.result({"v": 1, "dry_run": True, "agents": [_called(call) for call in calls]})


def told(out: Output, calls: Sequence[Call], harvests: Sequence[Harvest], tally: Tally) -> None:
    out.problems(tally.problems)
    lines = [*_rows(harvests), *_held_back(calls), _end(calls, harvests, tally)]
    for line in lines:
        out.say(line)
    for one in harvests:
        if not one.went_well:
            for line in last_words(one):
                out.say(line)
    out.result(_wire(calls, harvests, tally))
    if harvests:
        page = "\n".join(lines).replace("`", "'")
        out.summary(f"### Agents\n\n```\n{page}\n```\n")


def last_words(one: Harvest) -> Iterator[str]:
    """Quote the end of what an agent wrote, so that no line of it speaks to a terminal or runner.

    A runner of Actions obeys lines that begin with `::`, and `##[` anywhere.
    """
    for line in one.outcome.output.splitlines()[-LAST_LINES:]:
        quiet = line.replace("##[", "#[")
        yield f"{one.outcome.task.agent} | {printable(quiet, LONGEST_LINE)}"


def _prospect(call: Call) -> str:
    if call.refusal:
        return f"would not run: {call.refusal}"
    due = f", due {instant.render(call.slot)}" if call.slot else ", not due, but asked for"
    return f"would run as {call.stage}{due}"


def _rows(harvests: Sequence[Harvest]) -> list[str]:
    rows = [HEAD, *map(_row, harvests)] if harvests else []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _row(one: Harvest) -> tuple[str, ...]:
    outcome = one.outcome
    return (
        outcome.task.agent,
        outcome.ending,
        f"{outcome.seconds:.1f}",
        f"{one.signals}",
        f"{one.refused}",
        outcome.detail or ("ran well" if one.went_well else "its lines say what went wrong"),
    )


def _held_back(calls: Sequence[Call]) -> list[str]:
    """Name those who were called in vain; who is only not due is counted."""
    return [
        f"{call.agent.name} was due and did not run: {call.refusal}"
        for call in calls
        if call.refusal and call.slot
    ]


def _end(calls: Sequence[Call], harvests: Sequence[Harvest], tally: Tally) -> str:
    idle = sum(1 for call in calls if call.refusal and not call.slot)
    not_well = sum(1 for one in harvests if not one.went_well)
    if not harvests:
        return f"No agent ran; {plural(idle, 'is', 'are')} not due."
    well = f"{plural(len(harvests), 'agent')} ran, {not_well:,} of them not well"
    return f"{well}. {sentence(tally)}"


def _wire(calls: Sequence[Call], harvests: Sequence[Harvest], tally: Tally) -> dict[str, Json]:
    ran = {one.outcome.task.agent: one for one in harvests}
    agents = [{**_called(call), **_ended(ran.get(call.agent.name))} for call in calls]
    return {"v": 1, "dry_run": False, "agents": agents, **tally.wire()}


def _called(call: Call) -> dict[str, Json]:
    return {
        "agent": call.agent.name,
        "stage": call.stage.value,
        "slot": instant.render(call.slot) if call.slot else None,
        "refusal": call.refusal or None,
    }


def _ended(one: Harvest | None) -> dict[str, Json]:
    if one is None:
        return {}
    outcome = one.outcome
    return {
        "run_id": outcome.task.run_id,
        "ending": outcome.ending.value,
        "detail": outcome.detail,
        "well": one.went_well,
        "seconds": round(outcome.seconds, 3),
        "signals": one.signals,
        "refused": one.refused,
        "errors": one.errors,
        "output": outcome.output,
    }
