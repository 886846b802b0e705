"""The git program, run so that it answers the same on every machine."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> Answer:
        """Run it and give whatever comes; only a missing or hanging git is an error."""
        command = (_program(), *ALWAYS, *arguments)
        surroundings = {"PATH": _path(), **SEALED, **self.environment, **(extra or {})}
        try:
            done = subprocess.run(  # noqa: S603 no shell; every argument stands alone
                command,
                cwd=self.folder,
                env=surroundings,
                input=stdin,
                capture_output=True,
                timeout=self.timeout,
                check=False,
                pass_fds=self.held,
            )
        except subprocess.TimeoutExpired as late:
            raise CannotRunGit(arguments, f"no answer within {self.timeout:.0f} s") from late
        return Answer(done.returncode, done.stdout, done.stderr.decode(errors="replace").strip())

    def run(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> bytes:
        """Run what must succeed."""
        answer = self.attempt(*arguments, stdin=stdin, extra=extra)
        if answer.code:
            reason = answer.err or answer.text or f"exit code {answer.code}"
            raise CannotRunGit(arguments, reason, answer.code)
        return answer.out

    def text(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> str:
        return self.run(*arguments, stdin=stdin, extra=extra).decode(errors="replace").strip()


def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise CannotRunGit((), "there is no git on PATH; install git and retry")
    return found


def _path() -> str:
    return os.pathsep.join(os.get_exec_path())
