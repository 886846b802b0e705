"""The fleet at this moment, judged anew by the rules of the base, and written nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from bot.commands.judge import Bench, look
from bot.decisions.breach import latches
from bot.decisions.heartbeat import stale
from bot.decisions.merging import Standing
from bot.errors import Refused
from bot.policy.policy import Policy
from bot.state.documents import load
from bot.state.holds import Hold
from bot.state.kill_switch import KILL_SWITCH
from bot.state.report.report import Report

Judge: TypeAlias = Callable[[Policy], Standing]
"""Asked only where a change raises risk: a kill must not wait for a state that can be read."""


def standing(bench: Bench, rules: Policy) -> Standing:
    bench = replace(bench, policy=rules)
    tree = bench.store.tree()
    standstill = stale(tree, rules.governor, bench.now)
    if standstill is not None:
        raise Refused(standstill.text)
    _, _, judged = look(bench, tree, newest=True)
    held = latches(load(tree, KILL_SWITCH))
    return Standing(judged.report, _latched(judged.report, held), bench.now)


def _latched(report: Report, held: Sequence[Hold]) -> str:
    """Say since when a breach is latched; one that only this look has found counts too."""
    found = report.meta.breach if report.meta else None
    return held[0].since if held else found.at if found and found.latched else ""
