"""A fleet on a local forge whose promotion is merged in any way, and what happens to it later."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.adapters.private_clone import Signature
from bot.adapters.remote import Remote
from bot.adapters.reverting.reverts import GitReverts
from bot.policy.keep_lower import keep_lower
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import MergeMethod, NewPull, PullRequest

BOT, OWNER = "governor[bot]", "acme"
AGENTS, CODE, NOTES, OTHER = "policies/agents.yml", "tide.py", "tide.md", "README.md"
BRANCH = "governor/promote/tide-btc"
REGISTRY = """\
v: 1
agents:
  - name: anchor-eth # the oldest
    strategy_class: carry
    owner: rosa
    stage: shadow
    version: "1"

  - name: tide-btc
    strategy_class: tide
    owner: rosa
    stage: canary
    version: "1"

  - name: reef-sol
    strategy_class: tide
    owner: kim
    stage: shadow
    version: "1"
"""
PROSE = "".join(f"line {number}\n" for number in range(1, 21))
GENESIS = {
    AGENTS: REGISTRY.encode(),
    CODE: b"def run():\n    return 'LONG'\n",
    OTHER: PROSE.encode(),
}
LIVE = REGISTRY.replace("stage: canary", "stage: live")


def ticking() -> Callable[[], datetime]:
    start, ticks = datetime(2026, 11, 1, tzinfo=UTC), count()
    return lambda: start + timedelta(seconds=next(ticks))


@dataclass(frozen=True)
class Fleet:
    owner: LocalForge
    folder: Path
    templates: Path

    @property
    def bot(self) -> LocalForge:
        return self.owner.acting_as(BOT)

    @property
    def git(self) -> Git:
        return Git(self.owner.remote)

    def head(self, branch: str = "main") -> str:
        return self.bot.branch_head(branch) or ""

    def files(self, ref: str = "main") -> Mapping[str, str]:
        listed = self.git.text("ls-tree", "-r", "--name-only", ref).splitlines()
        return {path: self.git.run("cat-file", "blob", f"{ref}:{path}").decode() for path in listed}

    def edit(self, branch: str, **files: str | None) -> str:
        """Commit to a branch, new or not; PATHS gives the words for the files."""
        head = self.bot.branch_head(branch)
        changes = [FileChange(PATHS[key], _bytes(text)) for key, text in files.items()]
        who = self.owner if branch == "main" else self.bot
        message = f"Edit {', '.join(files)} on {branch}"
        return who.commit_files(branch, head or self.head(), changes, message, head).sha

    def replace(self, branch: str, old: str, new: str) -> str:
        text = self.files(branch)[AGENTS]
        assert old in text
        return self.edit(branch, agents=text.replace(old, new))

    def open(self, branch: str) -> PullRequest:
        return self.bot.open_pull(NewPull("[AUTO-PROMOTE] tide-btc to live", branch, "main"))

    def merge(self, number: int, method: MergeMethod) -> PullRequest:
        pull = self.owner.pull(number)
        return self.owner.merge_pull(number, method, pull.head_sha)

    def promoted(self, method: MergeMethod) -> PullRequest:
        """Merge a promotion of three commits, after main has gone on elsewhere."""
        ready = self.templates / f"promoted-{method}"
        if ready.exists():
            self.become(ready)
            return self.bot.pull(1)
        self.edit(BRANCH, agents=LIVE)
        self.edit(BRANCH, notes="why it rises\n")
        self.edit(BRANCH, code="def run():\n    return 'SHORT'\n")
        pull = self.open(BRANCH)
        self.edit("main", other=PROSE.replace("line 3\n", "line three\n"))
        done = self.merge(pull.number, method)
        shutil.copytree(self.place, ready)
        return done

    @property
    def place(self) -> Path:
        return self.owner.remote.parent

    def become(self, template: Path) -> None:
        """Stand as that one stands: git would need a second to get there again."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(template, self.place)

    def clone(self) -> Git:
        folder = self.folder / f"clone-{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        git = Git(folder, Signature("Wendy", "wendy@example.com").environment())
        git.run("clone", "-q", str(self.owner.remote), ".")
        return git

    def reverts(self, name: str = "reverts") -> GitReverts:
        url = str(self.owner.remote)
        folder = self.folder / name
        menders = {AGENTS: keep_lower}
        return GitReverts(Remote(url, url, ""), folder, Signature(), menders)


PATHS = {"agents": AGENTS, "code": CODE, "notes": NOTES, "other": OTHER, "moved": "old/tide.py"}


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def found(folder: Path, templates: Path) -> Fleet:
    """Found one in a folder of its own; `templates` keeps what others were when they began."""
    work = folder / "work"
    work.mkdir()
    here, ready = Repository("acme/fleet", "main"), templates / "founded"
    if not ready.exists():
        owner = LocalForge.found(ready, ticking(), here, GENESIS)
        owner.admit(BOT, Permission.WRITE, is_bot=True)
    fleet = Fleet(LocalForge.at(folder / "forge", ticking(), OWNER), work, templates)
    fleet.become(ready)
    return fleet
