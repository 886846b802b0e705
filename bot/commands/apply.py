"""governor apply: intents are pushed, then done, then what came of them is pushed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.commands.acting.memory import BETWEEN
from bot.commands.acting.outcome import Outcome
from bot.commands.acting.performing import perform
from bot.commands.acting.telling import NOTHING, sentence
from bot.commands.looking import Look, Looked, look
from bot.commands.plan import Site, plan
from bot.commands.rolling_back_breaches import Tried, roll_back_breaches, undoing
from bot.effects.effect import ClosePull, Effect, OpenPull, UpdatePull, UpsertComment, UpsertIssue
from bot.effects.planning.planning import plan as planned
from bot.errors import BadCredentials, CannotAct, Conflict, RateLimited, Refused
from bot.ports.reverts import Reverts
from bot.ports.store import Message
from bot.state.intents import AppendIntents, Intent, Phase
from bot.state.put import PutText
from bot.state.tree import Operation
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.instant import render
from bot.words.text import printable

ROUNDS = 3  # what is opened is told of in the next one
HOPELESS = (BadCredentials, RateLimited)
LONGEST = 500
PAGE = "state/reports/pr_comment.md"


def everything(effect: Effect) -> bool:
    del effect
    return True


@dataclass(frozen=True, slots=True)
class Act:
    effect: Effect
    phase: Phase
    outcome: Outcome
    again: bool = False


@dataclass(slots=True)
class Done:
    """What this run has done so far; `again` is what the next run may simply try again."""

    acts: list[Act] = field(default_factory=list)
    undone: Sequence[Tried] = ()

    @property
    def opened(self) -> int:
        return sum(isinstance(one.effect, OpenPull) for one in self.acts if one.phase == "done")

    @property
    def failed(self) -> list[Act]:
        return [one for one in self.acts if one.phase == "failed"]

    def is_over(self, effect: Effect) -> bool:
        """Tell whether this run tried it already: a list may show late what was just made."""
        key = effect.mark.key
        return any(
            one.effect.mark.key == key and (one.phase == "failed" or one.effect.kind == "open")
            for one in self.acts
            if one.effect.kind == effect.kind
        )


def apply(
    site: Site,
    lacking: str = "",
    reverts: Reverts | None = None,
    wanted: Callable[[Effect], bool] = everything,
) -> int:
    """Act where nothing is lacking to prove that this run may; else only plan, and say why.

    What a breach undoes comes first; without `reverts` nothing is undone. Of all effects only the
    `wanted` ones are tried.
    """
    if lacking:
        site.output.warn(f"Only planned, nothing was done: {lacking}.")
        return plan(site)
    done = Done(undone=roll_back_breaches(site, reverts) if reverts else ())
    for _ in range(ROUNDS):
        by = Look(site.now, site.run_id, done.opened, undoing(done.undone))
        looked = look(site.forge, site.store.tree(), site.policy, by)
        effects = planned(looked.material, looked.seen).effects
        todo = [one for one in effects if wanted(one) and not done.is_over(one)]
        if not todo:
            break
        _act(site, looked, todo, done)
        if not any(isinstance(one, OpenPull | UpdatePull | ClosePull) for one in todo):
            break
    return _tell(site, done)


def _act(site: Site, looked: Looked, todo: Sequence[Effect], done: Done) -> None:
    meant = [_intent(site, looked, Act(one, "intended", Outcome())) for one in todo]
    pages = [PutText(PAGE, one.body) for one in todo if isinstance(one, UpsertIssue)]
    _push(site, meant, f"Mean {plural(len(todo), 'act')}", pages)
    before = len(done.acts)
    try:
        for effect in todo:
            done.acts.append(_tried(site, effect))
    finally:
        # Also where the rest cannot be done: what was done must not be forgotten.
        acts = done.acts[before:]
        results = [_intent(site, looked, act) for act in acts]
        _push(site, results, f"Record {plural(len(acts), 'act')}")


def _tried(site: Site, effect: Effect) -> Act:
    try:
        return Act(effect, "done", perform(site.forge, effect))
    except HOPELESS:
        raise
    except (CannotAct, Refused) as refused:
        again = isinstance(refused, Conflict)
        return Act(effect, "failed", Outcome(detail=str(refused)), again)


def _push(
    site: Site, intents: Sequence[Intent], subject: str, pages: Sequence[Operation] = ()
) -> None:
    if intents:
        todo = [AppendIntents(site.now, tuple(intents)), *pages]
        site.store.commit(todo, Message(subject))


def _intent(site: Site, looked: Looked, act: Act) -> Intent:
    effect, outcome = act.effect, act.outcome
    if isinstance(effect, UpsertComment):
        outcome = _said_of(looked, effect, outcome)
    return Intent(
        at=render(site.now),
        key=effect.mark.key,
        digest=effect.mark.digest,
        kind=effect.kind,
        phase=act.phase,
        run=site.run_id,
        ref=outcome.ref,
        sha=outcome.sha,
        detail=printable(outcome.detail, LONGEST),
    )


def _said_of(looked: Looked, effect: UpsertComment, outcome: Outcome) -> Outcome:
    """Keep with a comment which head it is of and whom that raises, to read the file once.

    Names that do not fit are not kept: the file is read again rather than cut.
    """
    names = BETWEEN.join(looked.material.raised.get(effect.pull, ()))
    if not outcome.ref or len(names) > LONGEST:
        return outcome
    heads = {one.number: one.head_sha for one in looked.seen.pulls}
    return Outcome(outcome.ref, heads.get(effect.pull, ""), names)


def _tell(site: Site, done: Done) -> int:
    out = site.output
    if not done.acts and not any(one.changed for one in done.undone):
        out.say(NOTHING)
    for one in done.acts:
        text = sentence(one.effect)
        if one.phase == "failed":
            out.warn(printable(f"Not done: {text}: {one.outcome.detail}", LONGEST))
        else:
            out.say(f"Done: {text}")
    if done.acts:
        out.summary("\n".join(f"- {sentence(one.effect)}: {one.phase}" for one in done.acts))
    out.result(_data(done))
    stuck = any(one.phase == "failed" for one in done.undone)
    return 0 if not stuck and all(one.again for one in done.failed) else 1


def _data(done: Done) -> dict[str, Json]:
    return {
        "v": 1,
        "acts": [
            {
                "kind": one.effect.kind,
                "key": one.effect.mark.key,
                "phase": one.phase,
                "ref": one.outcome.ref,
                "detail": one.outcome.detail,
            }
            for one in done.acts
        ],
    }
