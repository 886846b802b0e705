"""From the texts of policies/*.yml to one policy, or to every problem in them at once."""

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pydantic import ValidationError

from bot.policy import reason
from bot.policy.book import Book
from bot.policy.check import relations
from bot.policy.combine import override_problems, tighten
from bot.policy.document import Document, parse
from bot.policy.governor import Governor
from bot.policy.part import PolicyFile
from bot.policy.policy import FILES, PARTS, Policy
from bot.words.problem import Problem

Result: TypeAlias = tuple[Policy | None, tuple[Problem, ...]]


def load(texts: Mapping[str, bytes], overrides: Mapping[str, str]) -> Result:
    """Read the policies as this process must obey them: tightened by its environment.

    `texts` are the YAML files of one folder, by path; every problem names its path.
    """
    policy, problems = read(texts)
    wrong = override_problems(overrides)
    if policy is None or wrong:
        return None, (*problems, *wrong)
    return tighten(policy, overrides), ()


def read(texts: Mapping[str, bytes]) -> Result:
    """Read the policies as written, to compare or show them; `load` gives what rules."""
    documents: dict[str, Document] = {}
    found: list[Problem] = []
    for path in sorted(texts):
        name = FILES.get(path.rpartition("/")[2])
        if name is None or name in documents:
            found.append(_stray(path, known=name is not None))
        else:
            documents[name] = parse(path, texts[path])
    found += _missing(texts, documents)
    parts: dict[str, PolicyFile] = {}
    for name, document in documents.items():
        found += document.problems
        found += _validated(document, name, parts)
    found += relations(Book(documents))
    if found:
        return None, tuple(sorted(set(found), key=_order))
    return Policy(**parts), ()  # type: ignore[arg-type]


def governor_alone(texts: Mapping[str, bytes]) -> Governor | None:
    """Read governor.yml where the others may be broken: it says where the state lies."""
    for path, data in texts.items():
        if FILES.get(path.rpartition("/")[2]) == "governor":
            document, parts = parse(path, data), dict[str, PolicyFile]()
            wrong = [*document.problems, *_validated(document, "governor", parts)]
            found = parts.get("governor")
            return found if isinstance(found, Governor) and not wrong else None
    return None


def _validated(document: Document, name: str, parts: dict[str, PolicyFile]) -> Iterable[Problem]:
    if not document.values:
        return ()
    try:
        parts[name] = PARTS[name].model_validate_json(json.dumps(document.value))
    except ValidationError as error:
        return tuple(reason.problems(document, PARTS[name], error))
    return ()


def _stray(path: str, *, known: bool) -> Problem:
    if known:
        return Problem(path, None, "", "", "is a second file of this name; keep one")
    nearest = reason.did_you_mean(path.rpartition("/")[2], FILES)
    return Problem(path, None, "", "", f"is not a policy file{nearest}")


def _missing(texts: Mapping[str, bytes], documents: Mapping[str, Document]) -> Iterable[Problem]:
    folder = next((path.rpartition("/")[0] + "/" for path in texts if "/" in path), "")
    for file, name in FILES.items():
        if name not in documents:
            why = "is missing; take it from the shipped set, nothing runs without it"
            yield Problem(folder + file, None, "", "", why)


def _order(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line or 0, problem.field, problem.reason
