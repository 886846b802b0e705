"""The canonical comment under every open pull request that touches the fleet."""

from collections.abc import Iterator
from dataclasses import replace

from bot.effects.comment.comment import OPEN, Occasion, comment
from bot.effects.comment.promotion_gate import Question, Verdict
from bot.effects.effect import DeleteComment, Effect, PullKind, UpsertComment
from bot.effects.escape import markdown
from bot.effects.impact.impact import TITLE as IMPACT
from bot.effects.marker import mark, marked
from bot.effects.merge_check import NAME as GATE
from bot.effects.merge_check import SUCCESS
from bot.effects.plan import Plan
from bot.effects.planning.material import Material
from bot.effects.planning.wish import agent_of
from bot.effects.seen import Seen, SeenCheck, SeenPull

NOT_JUDGED = f"the check `{GATE}` has not judged this commit yet"
SHORT = 7


def comments(material: Material, seen: Seen) -> Plan:
    return Plan(
        tuple(
            effect
            for pull in seen.pulls
            if material.touches_fleet(pull.paths)
            for effect in _comment(material, seen, pull)
        )
    )


def _comment(material: Material, seen: Seen, pull: SeenPull) -> Iterator[Effect]:
    key = f"comment/{pull.number}"
    occasion = _occasion(material, seen, pull)
    said = mark(key, comment(material.report, replace(occasion, run_id="")))
    marks = ((one, one.mark) for one in pull.comments)
    same = [(one, found) for one, found in marks if found is not None and found.key == said.key]
    first = same[0] if same else None
    if first is None or first[1] != said:
        body = marked(comment(material.report, occasion), said)
        yield UpsertComment(said, pull.number, body, first[0].id if first else None)
    for double, _ in same[1:]:
        yield DeleteComment(mark(f"double/{double.id}", key), pull.number, double.id)


def _occasion(material: Material, seen: Seen, pull: SeenPull) -> Occasion:
    meta = material.report.meta
    policy = f", policy {meta.policy_digest[:12]}" if meta else ""
    promoted = agent_of(pull.branch, PullKind.PROMOTE) if seen.is_own(pull) else ""
    raised = (promoted,) if promoted else material.raised.get(pull.number, ())
    return Occasion(
        run_id=material.run,
        against=f"{pull.base_branch}{policy}; head {pull.head_sha[:SHORT]}",
        question=Question(raised, material.least_score),
        verdict=verdict(seen, pull),
        extra=(*_impact(material, pull), *material.extra),
    )


def _impact(material: Material, pull: SeenPull) -> Iterator[tuple[str, str]]:
    head, page = material.impacts.get(pull.number, ("", ""))
    if head == pull.head_sha:
        yield IMPACT, page


def verdict(seen: Seen, pull: SeenPull) -> Verdict:
    """Repeat what the gate said of the head; whoever else set a status of its name is not heard."""
    said = next((one for one in pull.checks if _is_gates(seen, one)), None)
    if said is None:
        return Verdict(approved=False, reasons=(NOT_JUDGED,))
    if said.conclusion == SUCCESS:
        return OPEN
    return Verdict(approved=False, reasons=(markdown(said.title) or f"see the check `{GATE}`",))


def _is_gates(seen: Seen, check: SeenCheck) -> bool:
    return check.name == GATE and check.creator == seen.me
