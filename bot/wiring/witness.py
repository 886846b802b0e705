"""What vouches for the audit record from outside of it: commits, and signatures."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.adapters.ed25519 import signature_check
from bot.adapters.git import Git
from bot.adapters.git_anchors import anchors
from bot.adapters.remote import NAME, Remote
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.head import Anchor

HISTORY = "refs/governor/history"
WHOLE = "2147483647"


def anchors_of(remote: Remote, branch: str, folder: Path) -> Sequence[Anchor]:
    """Read the messages of the branch's commits; no file of it is brought here."""
    git = _history(folder, remote.environment())
    source = f"refs/heads/{branch}" if branch else "HEAD"
    fetch = ("fetch", "--quiet", "--no-tags", "--filter=tree:0", f"--depth={WHOLE}")
    git.attempt(*fetch, NAME, f"+{source}:{HISTORY}")
    return anchors(git, HISTORY)


def check_with(public_key: str) -> SignatureCheck | None:
    return signature_check(public_key, "audit.public_key") if public_key else None


def _history(folder: Path, environment: Mapping[str, str]) -> Git:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    git = Git(folder, environment)
    git.run("init", "--quiet", "--bare", "--template=", ".")
    return git
