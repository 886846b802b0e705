"""What the tasks of a Spark application are at, told to a file while they run."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Tasks:
    """Counted over the stages that run now; `lost` over all that ever ran."""

    running: int = 0
    done: int = 0
    lost: int = 0


@contextmanager
def told(file: str) -> Iterator[None]:
    """Tell of the application of this process as long as it is inside; nothing without a file."""
    if not file:
        yield
        return
    from pyspark import SparkContext  # noqa: PLC0415 - only a Spark that is watched needs it

    tracker, over = SparkContext.getOrCreate().statusTracker(), Event()
    watcher = Thread(target=_tell, args=(tracker, Path(file), over.is_set))
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def seen(file: Path) -> Tasks:
    """Give what was told last."""
    try:
        return Tasks(**json.loads(file.read_text()))
    except (FileNotFoundError, json.JSONDecodeError):
        return Tasks()


def _tell(tracker: Any, file: Path, over: Callable[[], bool]) -> None:  # noqa: ANN401 - no types
    ever: dict[int, int] = {}
    part = file.with_suffix(".part")
    while not over():
        active = [tracker.getStageInfo(one) for one in tracker.getActiveStageIds()]
        now = [one for one in active if one is not None]
        ever.update({one.stageId: max(one.numFailedTasks, ever.get(one.stageId, 0)) for one in now})
        running = sum(one.numActiveTasks for one in now)
        done = sum(one.numCompletedTasks for one in now)
        part.write_text(json.dumps(asdict(Tasks(running, done, sum(ever.values())))))
        part.replace(file)
        time.sleep(EVERY_S)
