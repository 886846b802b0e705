"""A refusal is false, so no function may mean "all is well" by None."""

import ast
from pathlib import Path

import pytest

import bot.sdk

FILES = sorted(Path(bot.sdk.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_function_answers_a_refusal_or_none(path: Path) -> None:
    """`a() or b()` would then pass over the refusal of a."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.returns
    ]
    answers = [ast.unparse(node.returns).split(" | ") for node in functions if node.returns]
    assert [kinds for kinds in answers if "Refusal" in kinds and "None" in kinds] == []
