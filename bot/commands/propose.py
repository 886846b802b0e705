"""governor propose: agents that the fleet lacks, stored and ranked, for people to accept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.commands.admission import tolerance_of
from bot.commands.memo_week import week_of
from bot.commands.proposal_sight import sight_of
from bot.commands.proposing import Brief, Written, write_proposals
from bot.commands.scheduled import Job, job
from bot.commands.writing_usage import usage_operations
from bot.effects.memo.facts import facts_of
from bot.effects.proposals.refusing import Sight
from bot.effects.proposals.round import Source, ordered, standing
from bot.errors import Refused
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.ports.writer import Writer
from bot.state.documents import load
from bot.state.proposals import PROPOSALS, NoteProposals, Proposals
from bot.state.report.forensics import FORENSICS
from bot.state.tree import Operation, Tree
from bot.words.canonical import encode_page
from bot.words.count import plural
from bot.words.instant import render
from bot.words.text import printable

JOB, FILE, LONGEST = "proposals", "proposals.json", 300
NO_REPORT = "Cannot propose agents: nothing was judged yet; run `governor cycle` first."


@dataclass(frozen=True, slots=True)
class Desk:
    store: Store
    out: Output
    policy: Policy
    writer: Writer
    now: datetime


def propose(desk: Desk, *, only_due: bool = False, folder: Path | None = None) -> int:
    """Do it; with `only_due` once a slot, with a folder there and not into the state."""
    tree = desk.store.tree()
    due = job(tree, desk.policy.governor, JOB, desk.now) if only_due else None
    if only_due and (due is None or due.done):
        desk.out.say("No proposals are due.")
        desk.out.result({"v": 1, "due": False})
        return 0
    noted = _noted(desk, tree)
    operations = [*_usage(desk), *(() if folder else (noted,)), *_done(due)]
    if operations:
        desk.store.commit(operations, Message("Propose agents"))
    if folder:
        _write(noted, folder)
    _tell(desk, noted)
    return 0


def _noted(desk: Desk, tree: Tree) -> NoteProposals:
    """Look again at those that stand, then ask for fresh ones, and rank them all."""
    before = load(tree, PROPOSALS)
    # Silence is an answer too: what expired is not proposed again as long as it is remembered.
    answered = before.having("accepted", "expired")
    sight = sight_of(desk.policy, tree, [*answered, *before.having("proposed")])
    if sight.report.meta is None:
        raise Refused(NO_REPORT)
    old = list(standing(before.proposals, sight, desk.now))
    kept = [one for one in old if one.state == "proposed"]
    expired = [one for one in old if one.state == "expired"]
    sight = replace(sight, others=(*answered, *kept, *expired))
    written = _written(desk, tree, sight)
    at_most = desk.policy.governor.proposals.at_most
    found = ordered([*old, *written.proposals], sight, at_most)
    model = "" if _by_templates(written) else desk.writer.model
    return NoteProposals(desk.now, model, written.reason, tuple(found))


def _written(desk: Desk, tree: Tree, sight: Sight) -> Written:
    facts = facts_of(sight.report, week_of(tree, desk.now))
    source = Source(desk.writer.model, desk.now)
    with desk.out.progress("Asking for proposals", None):
        return write_proposals(desk.writer, Brief(sight, load(tree, FORENSICS), facts, source))


def _by_templates(written: Written) -> bool:
    return bool(written.reason) and not any(one.by for one in written.proposals)


def _usage(desk: Desk) -> Sequence[Operation]:
    tolerance = tolerance_of(desk.policy.governor.events)
    return usage_operations(desk.writer, JOB, desk.now, tolerance)


def _done(due: Job | None) -> Sequence[Operation]:
    return [due.advance] if due else []


def _write(noted: NoteProposals, folder: Path) -> None:
    body = Proposals(
        v=PROPOSALS.version,
        generated_at=render(noted.at),
        by=noted.by,
        reason=noted.reason,
        proposals=noted.proposals,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(encode_page(body.model_dump(mode="json"), Proposals.depth))


def _tell(desk: Desk, noted: NoteProposals) -> None:
    good = sorted(
        (one for one in noted.proposals if one.state == "proposed"), key=lambda one: one.rank or 0
    )
    who = f"by {noted.by}" if noted.by else f"from templates ({noted.reason})"
    desk.out.say(f"{plural(len(good), 'agent')} proposed, {who}.")
    for one in good:
        desk.out.say(printable(f"  {one.rank}. {one.name}: {'; '.join(one.reasons)}", LONGEST))
    for one in noted.proposals:
        if one.state != "proposed":
            said = f"  {one.state}: {one.name}: {'; '.join(one.reasons)}"
            desk.out.say(printable(said, LONGEST))
    _warn_if_few(desk, len(good))
    spent = sum(one.cost_usd for one in desk.writer.used)
    if spent:
        desk.out.say(f"Asking {desk.writer.model} cost ${spent:.4f}.")
    desk.out.result({"due": True, **noted.wire(), "v": 1})


def _warn_if_few(desk: Desk, count: int) -> None:
    least = desk.policy.governor.proposals.at_least
    if count < least:
        desk.out.say(
            f"That is fewer than the {least} of proposals.at_least: the report shows no more gaps "
            "that an agent of the fleet comes near."
        )
