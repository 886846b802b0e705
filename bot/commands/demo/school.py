"""Seven example agents, run once: three that work, three that misbehave, one that is banned."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.words.count import plural


def school(result: Mapping[str, Any]) -> Iterator[str]:
    """Tell how each run ended, without what differs from run to run."""
    yield "Seven example agents then ran once, each in a process of its own:"
    for one in result["agents"]:
        yield f"  {one['agent']:<10} {_ended(one)}"


def _ended(one: Mapping[str, Any]) -> str:
    if one.get("refusal"):
        return f"never started, {one['refusal']}"
    ending = f"{one['ending']}, {plural(one['signals'], 'signal')} stored"
    return f"{ending}, {plural(one['refused'], 'line')} refused" if one["refused"] else ending
