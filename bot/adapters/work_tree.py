"""The work tree of a repository: people's files, committed as them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.private_clone import Signature
from bot.adapters.remote import NAME, Remote, users_own
from bot.errors import CannotReach, CannotRunGit, Refused

HEADS = "refs/heads/"
LONGEST = 400


class FolderWorkTree:
    def __init__(
        self, repo: Path, environ: Mapping[str, str], remote: Callable[[], Remote]
    ) -> None:
        self._repo, self._environ, self._find = repo, environ, remote
        self._git = Git(repo)

    def read(self, path: str) -> bytes | None:
        file = self._repo / path
        return file.read_bytes() if file.is_file() else None

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            target = self._repo / path
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.new")
            beside.write_bytes(data)
            # What is run by its path must stay runnable; git keeps this bit.
            beside.chmod(0o755 if data.startswith(b"#!") else 0o644)
            beside.replace(target)

    def branch(self) -> str:
        return self._git.attempt("symbolic-ref", "--short", "HEAD").text

    def uncommitted(self, paths: Sequence[str]) -> Sequence[str]:
        asked = ("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--")
        lines = self._git.run(*asked, *paths).decode().split("\0") if paths else []
        return sorted(line[3:] for line in lines if line)

    def commit(self, paths: Sequence[str], message: str) -> None:
        git = Git(self._repo, users_own(self._environ))
        git.run("add", "--", *paths)
        named = git.attempt("config", "user.email").text
        own = {} if named else Signature().environment()
        git.run("commit", "--quiet", "--no-verify", "-m", message, "--", *paths, extra=own)

    def read_at(self, commit: str, path: str) -> bytes | None:
        answer = self._git.attempt("cat-file", "blob", f"{commit}:{path}")
        return None if answer.code else answer.out

    def remote_head(self, branch: str) -> str | None:
        remote = self._remote()
        answer = self._outward(remote).attempt("ls-remote", remote.url, HEADS + branch)
        if answer.code:
            raise CannotReach("the remote", answer.err[:LONGEST], "Check `git fetch origin`.")
        return answer.text.partition("\t")[0] or None

    def push(self, branch: str) -> None:
        remote = self._remote()
        target = f"HEAD:{HEADS}{branch}"
        answer = self._outward(remote).attempt("push", "--quiet", remote.push_url, target)
        if answer.code:
            raise Refused(f"Cannot push to {branch}: {answer.err[:LONGEST]}")
        self._git.run("update-ref", f"refs/remotes/{NAME}/{branch}", "HEAD")
        self._git.attempt("branch", "--quiet", f"--set-upstream-to={NAME}/{branch}")

    def _remote(self) -> Remote:
        remote = self._find()
        if remote.local:
            mend = "Make it on GitHub, then `git remote add origin https://github.com/OWNER/NAME`."
            raise CannotReach("the remote", f"{self._repo} has none", mend)
        return remote

    def _outward(self, remote: Remote) -> Git:
        return Git(self._repo, remote.environment())


def git_version() -> tuple[int, ...]:
    """Give the version of the git on PATH; none at all where there is no git."""
    try:
        words = Git(Path.cwd()).text("version").split()
    except CannotRunGit:
        return ()
    numbers = words[2].split(".")[:3] if len(words) > 2 else []  # noqa: PLR2004 - git version N
    return tuple(int(one) for one in numbers if one.isdigit())
