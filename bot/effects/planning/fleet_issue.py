"""The fleet issue: what waits for people, above the report that stands under their requests."""

from collections.abc import Iterable, Iterator, Sequence

from bot.effects.blocks import bullets
from bot.effects.comment.comment import Occasion, comment
from bot.effects.comment.promotion_gate import Question, Verdict, violations
from bot.effects.effect import CloseIssue, Effect, UpsertIssue
from bot.effects.escape import markdown
from bot.effects.marker import mark, marked
from bot.effects.plan import Plan, Withheld
from bot.effects.planning.material import Material
from bot.effects.planning.pulls import hindrance, waiting_for_people
from bot.effects.proposals.section import TITLE as TITLE_OF_PROPOSALS
from bot.effects.proposals.section import section
from bot.effects.seen import Seen, SeenIssue

KEY = "fleet"
TITLE = "🤖 Governor: the fleet"
LABEL = "governor:fleet"
SHOWN = 30
NOBODY = "nobody asks to rise"
NOTHING = "Nothing: the fleet runs by itself."
CLOSED = "people closed #{}; reopen it to have it kept again"


def fleet_issue(material: Material, seen: Seen, withheld: Sequence[Withheld]) -> Plan:
    known = [one for one in seen.issues if _is_fleets(material, seen, one)]
    standing = [one for one in known if one.is_open]
    if known and not standing:
        return Plan((), (Withheld("the fleet issue", CLOSED.format(known[-1].number)),))
    first = standing[0] if standing else None
    closing = tuple(_duplicate(one, standing[0]) for one in standing[1:])
    return Plan((*_kept(material, seen, first, withheld), *closing))


def body(material: Material, seen: Seen, withheld: Sequence[Withheld], run_id: str) -> str:
    meta = material.report.meta
    against = f"{seen.default_branch}, policy {meta.policy_digest[:12]}" if meta else ""
    waits = bullets(_cut(list(_waits(material, seen, withheld)))) or NOTHING
    lead = f"## ⏳ Waiting for people\n\n{waits}"
    asking = tuple(name for name, one in material.report.agents.items() if one.asks)
    stopped = _stopped(material)
    occasion = Occasion(
        run_id=run_id,
        against=against,
        question=Question(asking, material.least_score, NOBODY),
        verdict=Verdict(approved=not stopped, reasons=stopped),
        lead=lead,
        extra=(*_proposed(material), *material.extra),
    )
    return comment(material.report, occasion)


def _proposed(material: Material) -> Iterator[tuple[str, str]]:
    text = section(material.proposals)
    if text:
        yield TITLE_OF_PROPOSALS, text


def _stopped(material: Material) -> tuple[str, ...]:
    """Say what keeps everybody from rising."""
    reason = hindrance(material)
    return (reason,) if reason else tuple(violations(material.report))


def _kept(
    material: Material, seen: Seen, first: SeenIssue | None, withheld: Sequence[Withheld]
) -> Iterator[Effect]:
    said = mark(KEY, body(material, seen, withheld, ""))
    pin = first is None or (not first.pinned and KEY not in material.done)
    if first is None or first.mark != said or pin:
        text = marked(body(material, seen, withheld, material.run), said)
        yield UpsertIssue(said, TITLE, text, (LABEL,), first.number if first else None, pin)


def _waits(material: Material, seen: Seen, withheld: Iterable[Withheld]) -> Iterator[str]:
    if material.breach:
        yield "**A drawdown breach**: read what fell, then `governor release all`"
    for pull in waiting_for_people(seen):
        yield f"#{pull.number} {markdown(pull.title)}: merge it or close it"
    for one in withheld:
        yield f"{markdown(one.what)}: {one.why}"


def _cut(lines: list[str]) -> list[str]:
    left = len(lines) - SHOWN
    return [*lines[:SHOWN], f"… and {left} more"] if left > 0 else lines


def _duplicate(issue: SeenIssue, first: SeenIssue) -> Effect:
    word = f"#{first.number} is older and says the same."
    signed = mark(f"duplicate/{issue.number}", word)
    return CloseIssue(signed, issue.number, marked(word, signed))


def _is_fleets(material: Material, seen: Seen, issue: SeenIssue) -> bool:
    """Tell it by its author and mark; people may have written over the mark of the known one."""
    said = issue.mark
    is_it = issue.number == material.issue if said is None else said.key == KEY
    return issue.author == seen.me and is_it
