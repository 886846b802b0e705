"""A person accepts a proposal; that alone only lets Governor ask for it by a pull request."""

from bot.commands.human import Desk, commit, reason_for, tell
from bot.commands.proposal_sight import sight_of
from bot.effects.proposals.refusing import refusals
from bot.errors import Refused
from bot.policy.reason import did_you_mean
from bot.state.documents import load
from bot.state.proposals import PROPOSALS, AcceptProposal, Proposal, Proposals
from bot.words.text import printable

ACT, SHOWN = "accept", 80


def accept(desk: Desk, name: str, reason: str) -> Proposal:
    """Accept it, once; one that is accepted already needs no reason."""
    document = load(desk.store.tree(), PROPOSALS)
    known = document.find(name, "accepted")
    if known is not None:
        by = known.accepted.by if known.accepted else ""
        _tell(desk, known, printable(f"{known.name} is accepted already, by {by}.", 2 * SHOWN))
        return known
    reason = reason_for(ACT, desk.witness, reason)
    one = _proposed(desk, document, name)
    witness = desk.witness
    act = AcceptProposal(one.id, witness.at, witness.actor, reason)
    commit(desk, [act], ACT, one.name, {"proposal": one.id, "by": one.by, "reason": reason})
    _tell(desk, one, f"Accepted the proposal {one.name}.")
    return one


def _proposed(desk: Desk, document: Proposals, name: str) -> Proposal:
    """Find one that may be accepted: the fleet may have changed since it was proposed."""
    one = document.find(name, "proposed")
    if one is None or one.idea is None:
        raise Refused(f"Cannot accept {printable(name, SHOWN)!r}: {_why_not(document, name)}.")
    others = document.having("proposed", "accepted")
    reasons = refusals(one.idea, sight_of(desk.policy, desk.store.tree(), others))
    if reasons:
        raise Refused(f"Cannot accept {one.name}: {'; '.join(reasons)}.")
    return one


def _why_not(document: Proposals, name: str) -> str:
    ended = document.find(name)
    if ended is not None:
        return printable(f"it is {ended.state}: {'; '.join(ended.reasons)}", 4 * SHOWN)
    near = did_you_mean(name, [one.name for one in document.having("proposed")])
    return f"there is no such proposal{near}; state/proposals.json and the fleet issue list them"


def _tell(desk: Desk, one: Proposal, sentence: str) -> None:
    tell(desk, sentence, {"act": ACT, "proposal": one.id, "name": one.name})
