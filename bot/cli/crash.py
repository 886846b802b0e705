"""What a bug leaves behind: the traceback in a file that a report can carry."""

import platform
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from bot import __version__


def report(error: Exception, arguments: Sequence[str]) -> str:
    text = "\n".join(
        [
            f"governor {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"arguments: {list(arguments)}",
            "".join(traceback.format_exception(error)),
        ]
    )
    return (
        f"governor: this is a bug in Governor ({type(error).__name__}), not a mistake of yours. "
        f"The details are in {_keep(text)}; please attach that file to a report."
    )


def _keep(text: str) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="governor-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    return Path(file.name)
