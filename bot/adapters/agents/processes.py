"""Runs agents as processes, some at a time; nothing that one does reaches another."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock

import bot
from bot.adapters.agents import keeper
from bot.adapters.agents.capture import Capture
from bot.adapters.agents.endings import ended, too_much
from bot.adapters.agents.events_file import read_events
from bot.adapters.agents.strays import end_strays
from bot.ports.agents import Admit, Outcome, Task
from bot.words import instant
from bot.words.masking import Masker

EVENTS, LEASE, KILL_LIST = "events.jsonl", "gate.json", "kill_list.yml"
GRACE_SECONDS, PATIENCE_SECONDS, WAKE_SECONDS = 3.0, 30.0, 0.2
BLOCK = 65_536
SOURCE = Path(bot.__file__).parents[1]
# An agent gets the SDK of the Governor that runs it, and nothing else that lies beside that.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); import bot.sdk; "
    "sys.path.remove(sys.argv.pop(1)); from bot.sdk.child import main; sys.exit(main(sys.argv[1:]))"
)


@dataclass(frozen=True, slots=True)
class AgentProcesses:
    """`workspace` is where each run has a folder of its own while it lasts."""

    repo: Path
    workspace: Path
    masker: Masker
    parallel: int
    grace_seconds: float = GRACE_SECONDS
    _stop: Event = field(default_factory=Event)
    _asking: Lock = field(default_factory=Lock)

    def run(self, tasks: Sequence[Task], admit: Admit) -> Iterator[Outcome]:
        self.workspace.mkdir(parents=True, exist_ok=True)
        self._stop.clear()
        with ThreadPoolExecutor(self.parallel) as pool:
            futures = [pool.submit(self._run, task, admit) for task in tasks]
            try:
                for future in as_completed(futures):
                    if outcome := future.result():
                        yield outcome
            finally:
                self._stop.set()
                for future in futures:
                    future.cancel()

    def _run(self, asking: Task, admit: Admit) -> Outcome | None:
        with self._asking:
            task = admit(asking)
        if task is None:
            return None
        capture, began = Capture(self.masker), time.monotonic()
        with TemporaryDirectory(dir=self.workspace, ignore_cleanup_errors=True) as name:
            record = self._keep(task, Path(name), capture)
            events, cut = read_events(Path(name) / EVENTS)
        ending, detail = too_much(*ended(record, task)) if cut else ended(record, task)
        seconds = time.monotonic() - began
        return Outcome(task, ending, detail, seconds, capture.text(), self.masker.mask(events))

    def _keep(self, task: Task, folder: Path, capture: Capture) -> Mapping[str, object]:
        """Give what the keeper said of the agent's end; nothing where the keeper itself died."""
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as report:
            with os.fdopen(writing, "wb"):
                process = self._start(task, folder, writing)
            with process:
                self._listen(process, capture, task.timeout_seconds + PATIENCE_SECONDS)
                process.kill()  # does nothing to a keeper that is done
            record = _merged(report.read())
        if "ending" not in record:
            _kill_group(record.get("pid"))
            end_strays(folder)
        return record

    def _start(self, task: Task, folder: Path, report: int) -> subprocess.Popen[bytes]:
        limits = [f"{task.timeout_seconds}", f"{self.grace_seconds}", f"{task.memory_mb}"]
        keeping = [sys.executable, "-I", "-S", keeper.__file__, f"{report}", *limits]
        return subprocess.Popen(  # noqa: S603 - an entry point of the reviewed registry, no shell
            [*keeping, sys.executable, "-P", "-c", CHILD, str(SOURCE), *_arguments(task)],
            cwd=self.repo,
            env={**_papers(task, folder), **task.environment, **self._places(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(report,),
            start_new_session=True,
        )

    def _places(self, folder: Path) -> Mapping[str, str]:
        return {
            "GOVERNOR_EVENTS": str(folder / EVENTS),
            "GOVERNOR_REPO": str(self.repo),
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(folder),
        }

    def _listen(self, process: subprocess.Popen[bytes], capture: Capture, seconds: float) -> None:
        """Read until all who could write are gone; a dead keeper's orphans are not waited for."""
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            pipe = selector.register(process.stdout or subprocess.DEVNULL, selectors.EVENT_READ)
            while time.monotonic() < deadline:
                if self._stop.is_set():
                    process.terminate()
                if selector.select(WAKE_SECONDS):
                    data = os.read(pipe.fd, BLOCK)
                    if not data:
                        return
                    capture.take(data)
                elif process.poll() is not None:
                    return


def _papers(task: Task, folder: Path) -> Mapping[str, str]:
    """Write down what the agent's own gate reads before every ticket."""
    papers = (
        ("GOVERNOR_LEASE", LEASE, task.lease),
        ("GOVERNOR_KILL_LIST", KILL_LIST, task.kill_list),
    )
    told = {}
    for variable, name, data in papers:
        if data is not None:
            (folder / name).write_bytes(data)
            told[variable] = str(folder / name)
    return told


def _arguments(task: Task) -> Sequence[str]:
    clock = [] if task.now is None else ["--now", instant.render(task.now)]
    return [task.entry_point, "--memory-mb", f"{task.memory_mb}", *clock]


def _merged(lines: bytes) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for line in lines.splitlines():
        found |= json.loads(line)
    return found


def _kill_group(pid: object) -> None:
    if isinstance(pid, int):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
