"""The git program, run so that it answers the same on every machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from bot.errors import CannotRunGit

SEALED: Mapping[str, str] = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",
    "GIT_ASKPASS": "true",
    "LC_ALL": "C",
    "TZ": "UTC",
}
ALWAYS = (
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.quotePath=false",
    "-c",
    "core.autocrlf=false",
    "-c",
    "commit.gpgSign=false",
    "-c",
    "gc.auto=0",
)


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode(errors="replace").strip()


@dataclass(frozen=True, slots=True)
class Git:
    """Git in one folder, without the user's configuration, hooks, prompts or language.

    `environment` is added to a sealed one: who commits and when, or what a remote needs.
    `held` are open files that git keeps open too: a lock so passed on ends with the last of both.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60.0
    held: tuple[int, ...] = ()

    def attempt(
        self,
        *arguments: str,
        stdin: bytes | BinaryIO = b"",
        extra: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run it and give whatever comes; only a missing or hanging git is an error.

        What it is to read may be an open file, too large for memory.
        """
        command = (_program(), *ALWAYS, *arguments)
        surroundings = {"PATH": _path(), **SEALED, **self.environment, **(extra or {})}
        try:
            done = subprocess.run(  # noqa: S603 no shell; every argument stands alone
                command,
                cwd=self.folder,
                env=surroundings,
                input=stdin if isinstance(stdin, bytes) else None,
                stdin=None if isinstance(stdin, bytes) else stdin,
                capture_output=True,
                timeout=self.timeout,
                check=False,
                pass_fds=self.held,
            )
        except subprocess.TimeoutExpired as late:
            raise _late(arguments, self.timeout) from late
        return Answer(done.returncode, done.stdout, done.stderr.decode(errors="replace").strip())

    def run(
        self,
        *arguments: str,
        stdin: bytes | BinaryIO = b"",
        extra: Mapping[str, str] | None = None,
    ) -> bytes:
        """Run what must succeed."""
        answer = self.attempt(*arguments, stdin=stdin, extra=extra)
        _check(arguments, answer.code, answer.err.encode() or answer.out)
        return answer.out

    def lines(self, *arguments: str) -> Iterator[bytes]:
        """Yield the lines of what may be too large for memory."""
        with self._running(arguments, subprocess.PIPE) as running:
            for line in running.stdout or ():
                yield line.removesuffix(b"\n")

    def started(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start git to be asked again and again; whoever asks must end it."""
        return subprocess.Popen(  # noqa: S603 no shell; every argument stands alone
            (_program(), *ALWAYS, *arguments),
            cwd=self.folder,
            env={"PATH": _path(), **SEALED, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @contextmanager
    def _running(self, arguments: tuple[str, ...], out: int) -> Iterator["subprocess.Popen[bytes]"]:
        with subprocess.Popen(  # noqa: S603 no shell; every argument stands alone
            (_program(), *ALWAYS, *arguments),
            cwd=self.folder,
            env={"PATH": _path(), **SEALED, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
        ) as running:
            try:
                yield running
                _, complaint = running.communicate(timeout=self.timeout)
            except subprocess.TimeoutExpired as late:
                raise _late(arguments, self.timeout) from late
            finally:
                running.kill()
        _check(arguments, running.returncode, complaint)

    def text(
        self,
        *arguments: str,
        stdin: bytes | BinaryIO = b"",
        extra: Mapping[str, str] | None = None,
    ) -> str:
        return self.run(*arguments, stdin=stdin, extra=extra).decode(errors="replace").strip()


def _late(arguments: tuple[str, ...], timeout: float) -> CannotRunGit:
    return CannotRunGit(arguments, f"no answer within {timeout:.0f} s")


def _check(arguments: tuple[str, ...], code: int, complaint: bytes) -> None:
    if code:
        reason = complaint.decode(errors="replace").strip() or f"exit code {code}"
        raise CannotRunGit(arguments, reason, code)


def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise CannotRunGit((), "there is no git on PATH; install git and retry")
    return found


def _path() -> str:
    return os.pathsep.join(os.get_exec_path())
