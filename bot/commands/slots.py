"""governor slots: which jobs are due, since when, and what they have missed."""

from collections.abc import Mapping
from datetime import datetime

from bot.policy.governor import Governor
from bot.ports.output import Output
from bot.ports.store import Store
from bot.state.slots import CYCLE, Slots, due, watermark
from bot.state.tree import Tree
from bot.words import instant
from bot.words.canonical import Json
from bot.words.count import plural

HOUR_MINUTES = 60


def slots(store: Store, out: Output, policy: Governor, now: datetime) -> int:
    tree = store.tree()
    found = {
        job: due(cron, watermark(tree, job), now, policy.catch_up_slots)
        for job, cron in jobs(policy).items()
    }
    for job, waiting in found.items():
        out.say(f"{job:<12} {_sentence(tree, job, waiting)}")
    out.result({"v": 1, "jobs": {job: _wire(tree, job, one) for job, one in found.items()}})
    return 0


def jobs(policy: Governor) -> Mapping[str, str]:
    """Name every scheduled job with its cron expression; a job without one never runs."""
    crons = {CYCLE: cadence(policy.cadence_minutes), **policy.schedules.model_dump()}
    return {job: cron for job, cron in crons.items() if cron}


def cadence(minutes: int) -> str:
    if minutes < HOUR_MINUTES:
        return f"*/{minutes} * * * *"
    hours = minutes // HOUR_MINUTES
    return f"0 */{hours} * * *" if hours < 24 else "0 0 * * *"  # noqa: PLR2004 - hours of a day


def _sentence(tree: Tree, job: str, waiting: Slots) -> str:
    last = watermark(tree, job)
    done = f"last done {instant.render(last)}" if last else "never done"
    if not waiting.due:
        return f"not due, {done}"
    missed = f", {waiting.skipped:,} given up" if waiting.skipped else ""
    newest = instant.render(waiting.due[-1])
    return f"{plural(len(waiting.due), 'slot')} due, the newest {newest}{missed}; {done}"


def _wire(tree: Tree, job: str, waiting: Slots) -> dict[str, Json]:
    last = watermark(tree, job)
    return {
        "due": [instant.render(slot) for slot in waiting.due],
        "given_up": waiting.skipped,
        "last": instant.render(last) if last else None,
    }
