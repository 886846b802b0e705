"""The policy files of a commit, by any name that Git knows it by."""

from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.policies import FOLDER
from bot.errors import CannotRead, CannotRunGit


def policy_texts_at(repo: Path, ref: str) -> dict[str, bytes]:
    git = Git(repo)
    try:
        commit = git.text(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        listed = git.text("ls-tree", "--name-only", commit.strip(), "--", f"{FOLDER}/").splitlines()
    except CannotRunGit:
        raise CannotRead(ref, f"{repo} has no folder and no commit of this name") from None
    paths = [path for path in listed if path.endswith((".yml", ".yaml"))]
    if not paths:
        raise CannotRead(f"{ref}:{FOLDER}", "that commit has no policies")
    return {path: git.run("show", f"{commit.strip()}:./{path}") for path in paths}
