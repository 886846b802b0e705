"""Why GitHub does not merge: 409 and 405 with a sentence, told apart by what the request shows."""

import re

from bot.adapters.github.call import CONFLICT, Answer, Call
from bot.adapters.github.refusals import sentence
from bot.errors import Conflict, MergeConflict, MovedHead, NotMergeable
from bot.ports.forge.pulls import PullRequest

NAMED = re.compile(r'"([^"]+)"')


def cannot_merge(call: Call, answer: Answer, pull: PullRequest, expected: str) -> Conflict:
    if answer.status == CONFLICT:
        found = pull.head_sha if pull.head_sha != expected else None
        return MovedHead(call.act, pull.head_branch, expected, found)
    said = sentence(answer)
    if pull.mergeable is False:
        return MergeConflict(call.act, ())
    missing = NAMED.findall(said) if "status check" in said.lower() else ()
    return NotMergeable(call.act, said, missing)
