import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parents[3] / "docs" / "forge.md"


def test_the_example_prints_what_the_document_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCUMENT.read_text()
    example = re.search(r"```python\n(.*?)```\n\nprints `([^`]+)`", text, flags=re.DOTALL)
    assert example
    exec(compile(example[1], str(DOCUMENT), "exec"), {})  # noqa: S102 our own document
    assert capsys.readouterr().out == example[2] + "\n"
