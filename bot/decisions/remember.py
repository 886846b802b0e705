"""What a look leaves for the next one. It changes only when a decision does."""

from collections.abc import Mapping

from bot.decisions.decision import Decision, Verb, own_cause
from bot.decisions.facts import AgentFacts
from bot.decisions.judgement import Memory
from bot.decisions.look import Look
from bot.decisions.signs import period_of, signs_of
from bot.state.decisions import Decided, Decisions, Signs
from bot.state.documents import GENESIS
from bot.state.strategies import Strategies
from bot.words.instant import render
from bot.words.stage import MAY_TRADE


def remember(look: Look, decisions: Mapping[str, Decision]) -> Memory:
    old = look.memory
    period = period_of(look.facts.now, look.policy.retirement.two_of_four.period_days)
    agents = {name: _decided(look, look.facts.agents[name], one) for name, one in decisions.items()}
    classes = {name: verdict.strategy for name, verdict in look.classes.items()}
    return Memory(
        Decisions(
            period=max(old.decisions.period, render(period)),
            agents={**old.decisions.agents, **agents},
        ),
        Strategies(classes={**old.strategies.classes, **classes}),
    )


def stays(before: Decided, decision: Decision) -> bool:
    """Tell whether it is the same decision; to hold where the last act put it is no new one."""
    raises = decision.verb is Verb.PROMOTE and decision.asks is None
    if raises or (decision.stage, decision.asks) != (before.stage, before.asks):
        return False
    acted = before.asks is None and before.verb not in (Verb.WATCH, Verb.HOLD)
    return decision.verb == before.verb or (acted and decision.verb is Verb.HOLD)


def _decided(look: Look, one: AgentFacts, decision: Decision) -> Decided:
    now, before = render(look.facts.now), look.memory.decisions.agents.get(one.name)
    first_seen = render(one.first_seen) if one.first_seen else now
    kept = Decided(first_seen=first_seen) if before is None else before
    if before is None or not stays(before, decision):
        new = {"verb": decision.verb.value, "stage": decision.stage, "asks": decision.asks}
        kept = kept.model_copy(update={**new, "since": now})
    own = own_cause(decision.tree)
    closes = own is not None and own.closes_epoch
    return kept.model_copy(
        update={
            "first_seen": first_seen if kept.first_seen == GENESIS else kept.first_seen,
            "epoch": look.state(one).epoch + closes,
            "spent": _spent(one, kept.spent, now if own else None),
            "signs": Signs() if closes else signs_of(look, one),
        }
    )


def _spent(one: AgentFacts, before: str | None, lowered: str | None) -> str | None:
    """Forget it once people have set the ceiling back."""
    return (before or lowered) if one.ceiling in MAY_TRADE else None
