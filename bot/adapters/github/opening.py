"""Why GitHub does not open a pull request: it says so in words, and names no number."""

from collections.abc import Callable, Sequence

from bot.adapters.github.call import Answer, Call
from bot.adapters.github.refusals import refusal, sentence
from bot.errors import AlreadyExists, GovernorError, Invalid
from bot.ports.forge.pulls import NewPull, PullFilter, PullRequest

EXISTS = ("a pull request already exists", "already an open pull request")
List = Callable[[PullFilter], Sequence[PullRequest]]


def cannot_open(call: Call, answer: Answer, new: NewPull, listed: List) -> GovernorError:
    said = sentence(answer)
    if _exists(said):
        return _existing(call.act, new, listed)
    if "no commits between" in said.lower():
        return Invalid(call.act, f"{new.head} has no commits that {new.base} lacks")
    for end, name in (("head", new.head), ("base", new.base)):
        if f"{end} is invalid" in said:
            return Invalid(call.act, f"there is no {end} branch {name}")
    return refusal(call, answer)


def cannot_reopen(call: Call, answer: Answer) -> GovernorError:
    said = sentence(answer)
    return AlreadyExists(call.act, said) if _exists(said) else Invalid(call.act, said)


def lacks_head(answer: Answer) -> bool:
    """Tell whether GitHub does not see the branch, which may be too new."""
    return not answer.ok and "head is invalid" in sentence(answer)


def _exists(said: str) -> bool:
    return any(words in said.lower() for words in EXISTS)


def _existing(act: str, new: NewPull, listed: List) -> AlreadyExists:
    owner, _, branch = new.head.rpartition(":")
    found = listed(PullFilter(head_branch=None if owner else branch, base_branch=new.base))
    same = [one.number for one in found if _is_of(one, owner, branch)]
    if not same:
        return AlreadyExists(act, "one is open for them")
    return AlreadyExists(act, f"#{same[0]} is open for them", same[0])


def _is_of(pull: PullRequest, owner: str, branch: str) -> bool:
    from_there = not owner or pull.head_repository.partition("/")[0] == owner
    return from_there and pull.head_branch == branch
