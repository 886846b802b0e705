"""Who keeps the gate of merges."""

from collections.abc import Mapping
from functools import cache

from bot.commands.gate import GateKeeper
from bot.commands.gating.judging import Tries
from bot.commands.gating.remembering import Shelf
from bot.commands.gating.standing import standing
from bot.decisions.merging import Proposal
from bot.effects.impact.impact import Impact
from bot.state.impact import KeptImpact
from bot.wiring.judging import bench_of
from bot.wiring.shell import Shell


def gate_keeper(shell: Shell) -> GateKeeper:
    return GateKeeper(
        shell.forge,
        lambda rules: standing(bench_of(shell), rules),
        shell.out,
        Shelf(lambda: shell.store),
        trial=lambda kept: _tries(shell, kept),
    )


def _tries(shell: Shell, kept: Mapping[str, KeptImpact]) -> Tries:
    """Load what replays history for the first change that is to be tried on it."""

    @cache
    def trial() -> Tries:
        from bot.wiring.trying import trial_of  # noqa: PLC0415 - few requests change policies

        return trial_of(shell, kept)

    def tried(proposal: Proposal) -> Impact | None:
        return trial()(proposal)

    return tried
