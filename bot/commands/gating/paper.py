"""A verdict on paper: what a run without privileges hands to one that may write.

It is a hint and no proof: whoever may write judges anew, and only learns here what to judge.
"""

import re
from dataclasses import dataclass

from bot.commands.gating.subject import Subject
from bot.effects.effect import SetCheck
from bot.effects.merge_check import SUCCESS
from bot.errors import CannotRead
from bot.words.canonical import Json
from bot.words.strict_json import parse_object

LONGEST = 1_000_000
SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Paper:
    number: int
    sha: str
    approved: bool


def wire(subject: Subject, check: SetCheck) -> dict[str, Json]:
    return {
        "v": 1,
        "number": subject.number,
        "sha": subject.sha,
        "base": subject.base,
        "base_sha": subject.base_sha,
        "from_fork": subject.from_fork,
        "approved": check.conclusion == SUCCESS,
        "title": check.title,
        "summary": check.summary,
        "annotations": [note.wire() for note in check.notes],
        "digest": check.mark.digest,
    }


def read(name: str, data: bytes) -> Paper:
    try:
        return _read(data)
    except ValueError as error:
        raise CannotRead(name, f"{error}; write it with governor gate NUMBER --out FILE") from None


def _read(data: bytes) -> Paper:
    if len(data) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST:,} bytes")
    said = parse_object(data)
    number, sha, approved = said.get("number"), said.get("sha"), said.get("approved")
    if said.get("v") != 1 or type(number) is not int or number < 1:
        raise ValueError("it is no verdict on a pull request")
    if not isinstance(sha, str) or not SHA.fullmatch(sha) or not isinstance(approved, bool):
        raise ValueError("it is no verdict on a commit")
    return Paper(number, sha, approved)
