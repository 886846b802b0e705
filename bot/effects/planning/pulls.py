"""The bot's own pull requests: opened, refreshed, withdrawn; and left alone where people spoke."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.effects.effect import ClosePull, Effect, OpenPull, PullKind, UpdatePull
from bot.effects.escape import code, markdown
from bot.effects.marker import Mark, digest_of, mark, marked
from bot.effects.plan import Plan, Withheld, joined
from bot.effects.planning.material import REGISTRY, Material
from bot.effects.planning.wish import AGAIN, Draft, Wish, agent_of, branch_of, draft
from bot.effects.seen import Seen, SeenPull
from bot.errors import Refused

OWN = "governor/"
ANSWERED = (PullKind.DEMOTE, PullKind.PROMOTE, PullKind.SCAFFOLD)
TAKEN_OVER = "somebody else's commits are on its branch, so it is left to them"
KEPT = (
    "somebody else's commits are on the branch of #{}, which is closed; delete the branch to be "
    "asked again"
)
TAKEN = (
    "somebody else's commits are on {}, which the bot would push to; delete the branch, or open "
    "the pull request yourself"
)
VETO = f"people closed #{{}}; reopen it, or label it `{AGAIN}`, to be asked again"
TAKEN_BACK = f"people merged #{{}} and took it back; label it `{AGAIN}` to be asked again"
FROZEN = "a drawdown breach freezes every rise until `governor release all`"
STALE = "the report's lease has run out; the next `governor judge` on fresh prices goes on"
ROLLED_BACK = "Withdrawn: the `[ROLLBACK]` pull request of its promotion lowers it as well."
ALLOWED = f"`{REGISTRY}` says so already; the next judgement takes it up"


@dataclass(slots=True)
class Room:
    """How many may still be opened."""

    this_run: int
    at_once: int

    @property
    def lack(self) -> str:
        if self.at_once <= 0:
            return "as many pull requests are open as `pull_requests.open` allows; it waits"
        return "this run opened as many as `pull_requests.per_run` allows; the next goes on"

    def take(self) -> bool:
        free = self.this_run > 0 and self.at_once > 0
        self.this_run -= free
        self.at_once -= free
        return free


def answered(material: Material, seen: Seen, wishes: Iterable[Wish]) -> Plan:
    """Bring the forge to what is wished, the wishes that come first first."""
    if material.report.meta is None:
        return Plan()  # where nothing was judged, nothing that stands is taken back
    wanted = list(wishes)
    room = _room(material, seen)
    return joined(
        chain(
            (_withdrawn(material, seen, wanted),),
            (_answer(material, seen, wish, room) for wish in wanted),
        )
    )


def _room(material: Material, seen: Seen) -> Room:
    own = [one for one in seen.pulls if seen.is_own(one) and one.branch.startswith(OWN)]
    return Room(material.caps.per_run - material.opened, material.caps.open - len(own))


def _answer(material: Material, seen: Seen, wish: Wish, room: Room) -> Plan:
    try:
        drafted = draft(wish, seen, seen.files.get(REGISTRY, ""))
    except Refused as refused:
        return _left(wish, markdown(str(refused)))
    standing = seen.own(wish.branch)
    if drafted is None:
        return _left(wish, ALLOWED)
    if reason := _hinders(material, wish):
        return _hindered(material, standing, wish, reason)
    if standing:
        return _refreshed(material, standing, wish, drafted)
    return _opened(seen, wish, drafted, room)


def _hindered(material: Material, standing: Sequence[SeenPull], wish: Wish, reason: str) -> Plan:
    """Close what a breach forbids to merge; where only prices are old, it may stand and wait."""
    ours = [one for one in standing if not one.has_others] if material.breach else []
    closing = (_closed(one, f"withdrawn/{one.number}", f"Withdrawn: {reason}.") for one in ours)
    return Plan(tuple(closing), (Withheld(wish.title, reason),))


def _hinders(material: Material, wish: Wish) -> str:
    """Let nobody rise on old prices; let nobody in while a breach stands."""
    if wish.kind is PullKind.PROMOTE:
        return hindrance(material)
    return FROZEN if wish.kind is PullKind.SCAFFOLD and material.breach else ""


def hindrance(material: Material) -> str:
    """Say what keeps everybody from rising."""
    if material.breach:
        return FROZEN
    return STALE if material.is_stale else ""


def _opened(seen: Seen, wish: Wish, drafted: Draft, room: Room) -> Plan:
    closed = seen.closed(wish.branch)
    kept = _kept_branch(closed) or _taken_branch(seen, wish)
    reason = _stranger(seen, wish) or vetoed(closed, drafted.mark) or kept
    if reason:
        return _left(wish, reason)
    if not room.take():
        return _left(wish, room.lack)
    opening = OpenPull(
        drafted.mark,
        wish.kind,
        wish.title,
        drafted.body,
        seen.default_branch,
        drafted.push,
        wish.labels,
    )
    return Plan((opening,))


def _stranger(seen: Seen, wish: Wish) -> str:
    there = (one for one in seen.pulls if one.branch == wish.branch and not one.from_fork)
    return next((f"#{one.number} of {code(one.author)} stands on its branch" for one in there), "")


def _kept_branch(closed: Sequence[SeenPull]) -> str:
    theirs = max((one.number for one in closed if one.has_others), default=0)
    return KEPT.format(theirs) if theirs else ""


def _taken_branch(seen: Seen, wish: Wish) -> str:
    return TAKEN.format(code(wish.branch)) if wish.branch in seen.taken else ""


def vetoed(closed: Sequence[SeenPull], mark: Mark) -> str:
    """Tell whether people ended the newest of its closed requests, and what would ask again.

    The bot marks what it closes itself, so one whose mark is gone was closed by people too.
    """
    last = max(closed, key=lambda one: one.number, default=None)
    if last is None or AGAIN in last.labels:
        return ""
    said = last.mark
    if last.merged:
        return TAKEN_BACK.format(last.number) if said and said.key == mark.key else ""
    return VETO.format(last.number) if said is None or said.key == mark.key else ""


def _refreshed(
    material: Material, standing: Sequence[SeenPull], wish: Wish, drafted: Draft
) -> Plan:
    first = standing[0]
    closing = tuple(_duplicate(one, first) for one in standing[1:] if not one.has_others)
    if first.has_others:
        return Plan(closing, (Withheld(wish.title, TAKEN_OVER),))
    labels = () if drafted.mark.key in material.done else wish.labels
    missing = tuple(one for one in labels if one not in first.labels)
    if first.mark == drafted.mark and not missing:
        return Plan(closing)
    same = digest_of(first.body, drafted.files.key) == drafted.files.digest
    push = None if same else drafted.push
    update = UpdatePull(
        drafted.mark, first.number, wish.title, drafted.body, first.head_sha, push, missing
    )
    return Plan((*closing, update))


def _duplicate(pull: SeenPull, first: SeenPull) -> Effect:
    return _closed(pull, f"duplicate/{pull.number}", f"#{first.number} is older and says the same.")


def _withdrawn(material: Material, seen: Seen, wanted: Sequence[Wish]) -> Plan:
    """Close what nobody wishes any more; what people have taken over is theirs to close."""
    branches = {wish.branch for wish in wanted}
    gone = [
        (one, name)
        for one in seen.pulls
        for kind in ANSWERED
        if seen.is_own(one) and (name := agent_of(one.branch, kind)) and one.branch not in branches
    ]
    theirs = tuple(Withheld(one.title, TAKEN_OVER) for one, _ in gone if one.has_others)
    ours = tuple(_no_more(material, one, name) for one, name in gone if not one.has_others)
    return Plan(ours, theirs)


def _no_more(material: Material, pull: SeenPull, name: str) -> Effect:
    if pull.branch == branch_of(PullKind.DEMOTE, name) and name in material.undoing:
        return _closed(pull, f"withdrawn/{pull.number}", ROLLED_BACK)
    if pull.branch == branch_of(PullKind.SCAFFOLD, name):
        return _closed(pull, f"withdrawn/{pull.number}", _not_wanted(material, name))
    row = material.report.agents.get(name)
    why = markdown(row.why) if row else f"{code(name)} is not registered any more."
    return _closed(pull, f"withdrawn/{pull.number}", f"Withdrawn: it is not asked any more. {why}")


def _not_wanted(material: Material, name: str) -> str:
    known = material.proposals.find(name, "accepted")
    reasons = "; ".join(material.unfit.get(known.id, ())) if known else ""
    return f"Withdrawn: {markdown(reasons) or 'nobody accepted it, or it joined already'}."


def _closed(pull: SeenPull, key: str, word: str) -> Effect:
    signed = mark(key, word)
    return ClosePull(signed, pull.number, marked(word, signed))


def _left(wish: Wish, why: str) -> Plan:
    return Plan((), (Withheld(wish.title, why),))


def waiting_for_people(seen: Seen) -> Iterator[SeenPull]:
    """Give the bot's own open requests, which all wait for somebody to merge or close them."""
    return (one for one in seen.pulls if seen.is_own(one) and one.branch.startswith(OWN))
