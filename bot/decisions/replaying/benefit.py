"""Whether what a change came to in a replay is worth the risk."""

from collections.abc import Iterable, Sequence

from bot.decisions.replaying.comparison import Comparison
from bot.decisions.replaying.trial import is_tried
from bot.decisions.replaying.weighing import Verdict
from bot.policy.risk_change import Change
from bot.policy.risk_rules import Risk

GAINS = ("PnL", "drawdown", "CVaR95 of a day")


def without_benefit(found: Comparison, changes: Iterable[Change]) -> str:
    """Say so where a change raises risk and nothing got clearly better; empty otherwise."""
    raising = [one for one in changes if is_tried(one) and one.risk is Risk.RAISING]
    if not raising or any(found.measure(name).verdict is Verdict.BETTER for name in GAINS):
        return ""
    worse = [name for name in GAINS if found.measure(name).verdict is Verdict.WORSE]
    what = _listed([one.sentence() for one in raising])
    got = f"{_listed(worse)} got worse, and nothing" if worse else "nothing"
    return f"This raises risk ({what}), and {got} got clearly better in this history."


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(words[:3])
    return shown if len(words) <= 3 else f"{shown} and {len(words) - 3} more"  # noqa: PLR2004 - a line
