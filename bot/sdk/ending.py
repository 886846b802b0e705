"""The end of a run, however it comes: by its body, by an exception, or with its process."""

import atexit

from bot.sdk.outside import warn
from bot.sdk.runs import OPEN, Run


def end(opened: Run, error: BaseException | None) -> None:
    """Let the exception of the body go on unchanged, also where the report cannot be written."""
    try:
        opened.end(error)
    except Exception as failure:
        if error is None:
            raise
        warn(f"run {opened.run_id} of {opened.agent} could not be reported: {failure}")


@atexit.register
def end_all() -> None:
    for opened in list(OPEN.values()):
        opened.error()
        opened.problem("it was still open when its process ended, and counts as an error")
        try:
            opened.end()
        except Exception as failure:  # noqa: BLE001 - the other runs are to be reported too
            warn(f"run {opened.run_id} of {opened.agent} could not be reported: {failure}")
