"""The fleet at this moment, judged anew by the rules of the base, and written nowhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands.judge import Bench, look
from bot.decisions.breach import latches
from bot.decisions.merging import Standing
from bot.policy.policy import Policy
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.report.report import Report


@dataclass(frozen=True, slots=True)
class Judges:
    """Makes the bench only where a change raises risk: a kill needs no state that can be read."""

    bench: Callable[[], Bench]

    def standing(self, rules: Policy) -> Standing:
        bench = replace(self.bench(), policy=rules)
        tree = bench.store.tree()
        _, _, judged = look(bench, tree, newest=True)
        held = latches(load(tree, KILL_SWITCH))
        return Standing(judged.report, _latched(judged.report, [h.since for h in held]), bench.now)


def _latched(report: Report, held: list[str]) -> str:
    """Say since when a breach is latched; one that only this look has found counts too."""
    found = report.meta.breach if report.meta else None
    return held[0] if held else found.at if found and found.latched else ""
