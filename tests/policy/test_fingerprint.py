import hashlib
from collections.abc import Sequence

import pytest

from bot.policy.agents import Agent
from bot.policy.fingerprint import Listing, fingerprint, fingerprints

FILES = (("agents/a.py", "1" * 40), ("prompts/a.md", "2" * 40))
CODED = Agent(name="a", strategy_class="momentum", code=("agents/*.py",), model="gpt-5")


def test_it_is_the_digest_of_sorted_files_and_model() -> None:
    text = (
        f'{{"files":[["agents/a.py","{"1" * 40}"],["prompts/a.md","{"2" * 40}"]],"model":"gpt-5"}}'
    )
    assert fingerprint(CODED, FILES) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("files", [FILES[::-1], FILES + FILES])
def test_order_and_repetition_do_not_matter(files: tuple[tuple[str, str], ...]) -> None:
    assert fingerprint(CODED, files) == fingerprint(CODED, FILES)


@pytest.mark.parametrize(
    ("changes", "files"),
    [
        ({"model": "gpt-5-mini"}, FILES),
        ({}, FILES[:1]),
        ({}, (("agents/b.py", "1" * 40), FILES[1])),
        ({}, (("agents/a.py", "3" * 40), FILES[1])),
    ],
)
def test_another_model_path_or_content_is_another_agent(
    changes: dict[str, str], files: tuple[tuple[str, str], ...]
) -> None:
    assert fingerprint(CODED.model_copy(update=changes), files) != fingerprint(CODED, FILES)


def test_what_is_not_code_leaves_it_as_it_is() -> None:
    moved = CODED.model_copy(update={"owner": "kim", "schedule": "5 * * * *", "version": "2"})
    assert fingerprint(moved, FILES) == fingerprint(CODED, FILES)


def test_without_code_the_version_stands_for_it() -> None:
    assert fingerprint(Agent(name="a", strategy_class="m", version="2.1"), ()) == "2.1"
    assert fingerprint(Agent(name="a", strategy_class="m", entry_point="a:run"), ()) == ""


def test_a_fault_makes_an_agent_unknown_and_no_other() -> None:
    def code(globs: Sequence[str]) -> Listing:
        return Listing(faults=(("gone.py", "is not there"),)) if "gone.py" in globs else Listing()

    gone = Agent(name="b", strategy_class="m", code=("gone.py",), version="1")
    prints, problems = fingerprints((CODED, gone), code)
    assert prints == {"a": fingerprint(CODED, ()), "b": ""}
    assert [problem.sentence() for problem in problems] == [
        "policies/agents.yml: agents.b.code is not there (got gone.py)"
    ]
