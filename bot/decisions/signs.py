"""The 2-of-4 rule: four bad signs, counted once a period, that end whoever shows enough of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import isnan

from bot.decisions.decision import Branch, Verb
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Finding, above, at_least, below
from bot.decisions.look import Look
from bot.policy.retirement import TwoOfFour
from bot.state.decisions import Signs
from bot.stats.confidence import Confidence
from bot.stats.measured import Measured
from bot.stats.measures import Measures
from bot.words.instant import EPOCH
from bot.words.stage import MAY_RUN, Stage


def period_of(now: datetime, days: int) -> datetime:
    """Give the beginning of the period; periods are counted from the Unix epoch."""
    length = timedelta(days=days)
    return EPOCH + (now - EPOCH) // length * length


def votes(measures: Measures, rule: TwoOfFour) -> tuple[Finding, ...]:
    """Judge the four signs; a sign that is not known casts no vote."""
    confidence, views = measures.confidence, measures.views
    decay = confidence.decay if confidence != Confidence() else None
    earned = measures.runs.value_over_cost.value
    worth = None if earned is None else earned * rule.cost_over_value_above
    against = [_with_at_least(one, rule.mismatch_min_trades) for one in views.mismatch_periods]
    alphas = [one.value for one in measures.alpha.periods_bps]
    return (
        below("sign_alpha_bps", _each(alphas, rule.alpha_periods, max), 0.0),
        above("sign_confidence_decay", decay, rule.confidence_decay_above),
        below("sign_value_over_cost", worth, 1.0),
        above("sign_mismatch", _each(against, rule.mismatch_periods, min), rule.mismatch_above),
    )


def count(before: Signs, found: Iterable[Finding], least: int, clear_periods: int) -> Signs:
    """Take in one more period."""
    named = tuple(finding.rule for finding in found if finding.passed)
    if len(named) >= least:
        return Signs(stood=before.stood + 1, votes=named)
    gone = before.gone + before.marked
    return Signs(gone=gone if gone < clear_periods else 0, votes=named)


def signs_of(look: Look, one: AgentFacts) -> Signs:
    """Give what is remembered from now on; a fresh epoch, or who stands still, shows no sign."""
    rule = look.policy.retirement.two_of_four
    decided = look.before(one)
    before = decided.signs if decided.epoch == look.state(one).epoch else Signs()
    if not look.counts or rule.use == "off" or one.stage not in MAY_RUN:
        return before
    return count(before, votes(one.measures, rule), rule.votes, rule.clear_periods)


def branches(look: Look, one: AgentFacts) -> Iterator[Branch]:
    rule = look.policy.retirement.two_of_four
    if rule.use == "off":
        return
    signs, advice = signs_of(look, one), rule.use == "advise"
    lasted = at_least("signs_periods", float(signs.stood), float(rule.hold_periods))
    mark = at_least("signs_mark", float(signs.marked), 1.0)
    found = votes(one.measures, rule)
    yield Branch("Four bad signs, as they are now", Verb.RETIRE, found, advice=True)
    cause = look.cause("two-of-four", one)
    title = f"{rule.votes} of 4 signs have lasted"
    yield Branch(title, Verb.RETIRE, (lasted,), advice, Stage.RETIRED, cause)
    yield Branch(f"{rule.votes} of 4 signs stood lately", Verb.WATCH, (mark,), advice)


def _with_at_least(share: Measured, trades: int) -> float | None:
    return share.value if share.n >= trades else None


def _each(
    periods: Sequence[float | None], count: int, choose: Callable[[Sequence[float]], float]
) -> float | None:
    """Choose among the newest periods the one that says least; null if any is not known."""
    known = [value for value in periods[:count] if value is not None]
    if len(known) < count:
        return None
    return next((value for value in known if isnan(value)), choose(known))
