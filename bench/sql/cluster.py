"""A standalone Spark on loopback, from the wheel: a master and workers, each ended by its id."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
PATIENCE_S: Final = 60.0
DEPLOY: Final = "org.apache.spark.deploy"


@dataclass(frozen=True, slots=True)
class Cluster:
    place: str
    workers: Sequence[subprocess.Popen[bytes]]
    folder: Path

    def kill_one(self) -> None:
        """End a worker and what it runs, as a machine that is unplugged does."""
        _kill(self.workers[0])


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start them with a core and a gigabyte each; all that was started is ended."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    place = f"spark://{HOST}:{port}"
    started = [_start(folder, "master", f"{DEPLOY}.master.Master", "--port", str(port))]
    try:
        _wait(port)
        for number in range(workers):
            limits = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / str(number)))
            worker = f"{DEPLOY}.worker.Worker"
            started.append(_start(folder, f"worker-{number}", worker, *limits, place))
        yield Cluster(place, started[1:], folder)
    finally:
        for process in reversed(started):
            _kill(process)


def _start(folder: Path, name: str, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    spec = find_spec("pyspark")
    home = Path(spec.origin or "").parent if spec else Path()
    environ = {**os.environ, "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
    environ |= {"SPARK_LOCAL_DIRS": str(folder), "TMPDIR": str(folder)}
    command = [str(home / "bin" / "spark-class"), kind, "--host", HOST, "--webui-port", "0"]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [*command, *arguments],
            env={**environ, "SPARK_HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the master of the Spark cluster did not answer")
