"""`emit`: what an agent expects, checked, stamped and written before it returns."""

from collections.abc import Iterable

from bot.sdk.errors import CannotEmit
from bot.sdk.outside import now
from bot.sdk.runs import CURRENT, Run
from bot.sdk.signals import Line, encode, signal_line


def emit(signal: object, *, run: Run | None = None) -> Line:
    """Write one signal and give the line; when this returns, the line outlives the process."""
    return emit_all([signal], run=run)[0]


def emit_all(signals: Iterable[object], *, run: Run | None = None) -> list[Line]:
    """Write several signals at once, or none of them if one is wrong."""
    speaker, moment = _open_run(run), now()
    lines = [signal_line(signal, speaker, moment) for signal in signals]
    if lines:
        speaker.sink(b"".join(encode(line) for line in lines))
    return lines


def _open_run(given: Run | None) -> Run:
    run = CURRENT.get() if given is None else given
    if run is None:
        mend = "emit inside `with run(agent, strategy_class):`; in a thread, wrap it in carry(…)"
        raise CannotEmit("run", None, mend)
    if run.ended:
        raise CannotEmit("run", run.run_id, "it has ended; emit inside it")
    return run
