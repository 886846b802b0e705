"""The example fleet that ships beside the policies, laid out in a folder by its own script."""

import runpy
from datetime import datetime
from pathlib import Path

from bot.adapters.shipped import shipped


def prepare_examples(folder: Path, now: datetime) -> None:
    script = shipped() / "examples" / "fleet" / "prepare.py"
    prepare = runpy.run_path(str(script))["prepare"]
    prepare(folder, now)
