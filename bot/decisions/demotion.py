"""Demotion and retirement: when the evidence says that an edge is gone, or never was."""

from bot.decisions.finding import Finding, above, at_least
from bot.decisions.promotion import e_value


def lost_edge(dead: float | None, limit: float) -> Finding:
    return above("lost_edge", dead, limit)


def decline(level: float | None, limit: float) -> Finding:
    return at_least("decline", level, limit)


def no_edge(retire_log_e: float | None, least_e: float) -> Finding:
    observed = None if retire_log_e is None else e_value(retire_log_e)
    return at_least("no_edge", observed, least_e)
