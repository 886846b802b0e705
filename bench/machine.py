"""What the figures were taken on, and with."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("duckdb", "numpy", "pyarrow", "pydantic", "pyspark")
MEMORY = Path("/proc/meminfo")
PROCESSORS = Path("/proc/cpuinfo")


def machine() -> dict[str, str]:
    return {
        "system": platform.platform(),
        "processor": _line(PROCESSORS, "model name"),
        "cores": str(os.cpu_count()),
        "memory": _line(MEMORY, "MemTotal"),
    }


def versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "git": _said("git", "--version").removeprefix("git version "),
        "commit": _said("git", "rev-parse", "HEAD"),
        **{name: _version(name) for name in PACKAGES},
    }


def sentence() -> str:
    here, with_ = machine(), versions()
    return f"{here['cores']} cores ({here['processor']}), Python {with_['python']}"


def _line(file: Path, name: str) -> str:
    if not file.exists():
        return "unknown"
    found = (line for line in file.read_text().splitlines() if line.startswith(name))
    return next(found, ": unknown").split(":", 1)[1].strip()


def _said(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
