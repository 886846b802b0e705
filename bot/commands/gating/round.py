"""Which open pull requests must be judged again, though nobody pushed to them."""

from bot.commands.acting.checks import LONGEST
from bot.commands.gating.remembering import Basis
from bot.commands.gating.standing import Judge
from bot.decisions.merging import Standing
from bot.effects.merge_check import NAME
from bot.policy.policy import Policy
from bot.policy.risk_change import FOLDER
from bot.ports.forge.checks import Conclusion, StatusState
from bot.ports.forge.survey import Surveyed
from bot.state.verdicts import Kept


def is_due(one: Surveyed, me: str, kept: Kept | None = None, basis: Basis | None = None) -> bool:
    """Tell whether its verdict may have changed, or is missing, or is not ours.

    What touches no policy raises no risk, however the fleet stands. Of what does, that much must
    be known: that the verdict is the one that was kept, and rests on what it rested on then.
    """
    if not _has_verdict(one, me):
        return True
    touches = any(path.startswith(f"{FOLDER}/") for path in one.paths)
    if not touches and not one.more_paths:
        return False
    if kept is None or basis is None or not _is_shown(kept, one):
        return True
    return basis.of(raises=kept.raises, names=kept.names) != kept.basis


def once(judge: Judge) -> Judge:
    """Judge the fleet once for a whole round of the same rules."""
    known: dict[str, Standing] = {}

    def judged(rules: Policy) -> Standing:
        if rules.digest not in known:
            known[rules.digest] = judge(rules)
        return known[rules.digest]

    return judged


def _is_shown(kept: Kept, one: Surveyed) -> bool:
    """Tell whether it still says on the head what was set; others may write by our name too."""
    status = next(status for status in one.statuses if status.context == NAME)
    passed = status.state is StatusState.SUCCESS
    said = (one.pull.head_sha, passed, status.description)
    return said == (kept.head, kept.approved, kept.title[:LONGEST])


def _has_verdict(one: Surveyed, me: str) -> bool:
    """Tell whether status and check run are ours and say the same."""
    status = next((status for status in one.statuses if status.context == NAME), None)
    if status is None or status.creator != me:
        return False
    passed = status.state is StatusState.SUCCESS
    runs = [run for run in one.checks if run.name == NAME and run.app == me]
    return all((run.report.conclusion is Conclusion.SUCCESS) == passed for run in runs)
