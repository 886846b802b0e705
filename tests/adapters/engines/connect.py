"""A server of Spark Connect on loopback, from the same package; it ends with who started it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE_S = 120.0


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """Give its URL once it answers."""
    port = _free_port()
    settings = {
        "spark.connect.grpc.binding.address": HOST,
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.host": HOST,
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
    }
    log = folder / "connect.log"
    running = _start(folder, settings, log)
    try:
        _wait(running, port, log)
        yield f"sc://{HOST}:{port}"
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _start(folder: Path, settings: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    spec = find_spec("pyspark")
    home = Path(spec.origin or "").parent if spec else folder
    command = [str(home / "bin" / "spark-submit"), "--class", SERVER, "--master", "local[1]"]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    environ = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST}
    with log.open("wb") as file:
        return subprocess.Popen(
            [*command, "spark-internal"],
            cwd=folder,
            env={**environ, "SPARK_CONNECT_MODE": "0", "SPARK_LOCAL_DIRS": str(folder)},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and running.poll() is None:
        with socket.socket() as one:
            if one.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(f"Spark Connect did not answer: {log.read_text()[-2000:]}")
