"""A forge with people on it, as the tests of the port want it; each adapter makes one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.adapters.git import Git
from bot.ports.forge import Forge
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import NewPull, PullRequest

ACME = Repository("acme/fleet", "main")
PEOPLE = {
    "acme": Permission.ADMIN,
    "wendy": Permission.WRITE,
    "rita": Permission.READ,
    "governor[bot]": Permission.WRITE,
}
STORY = b"".join(b"line %d\n" % number for number in range(1, 41))
GENESIS = {"README.md": b"# fleet\n", "docs/story.txt": STORY, "policies/agents.yml": b"a: 1\n"}
OUTSIDER = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (
        ("NAME", "Olga Outside"),
        ("EMAIL", "olga@example.com"),
        ("DATE", "@1700000000 +0000"),
    )
}


class Actors(Protocol):
    def __call__(self, login: str) -> Forge: ...


@dataclass(frozen=True, slots=True)
class World:
    """`acting` gives the forge to a login of PEOPLE; `remote` is its repository for plain git."""

    acting: Actors
    remote: Path
    fork: Callable[[str], Path]
    scratch: Path

    @property
    def bot(self) -> Forge:
        return self.acting("governor[bot]")

    @property
    def owner(self) -> Forge:
        return self.acting("acme")

    def main(self) -> str:
        head = self.bot.branch_head("main")
        assert head
        return head

    def branch(self, name: str, **files: str | None) -> str:
        """Put one commit on a branch, new or not; the word `docs__story_txt` is docs/story.txt."""
        head = self.bot.branch_head(name)
        changes = [
            FileChange(path_of(key), None if text is None else text.encode())
            for key, text in files.items()
        ]
        base = head or self.main()
        return self.bot.commit_files(name, base, changes, f"Change {name}", head).sha

    def opened(self, name: str, **files: str | None) -> PullRequest:
        self.branch(name, **(files or {"new_txt": f"of {name}\n"}))
        return self.bot.open_pull(NewPull(f"Change {name}", name, "main", f"Body of {name}."))

    def clone(self, source: Path | None = None) -> Git:
        """Clone as a stranger would, to push from outside."""
        target = self.scratch / f"clone-{len(list(self.scratch.iterdir()))}"
        target.mkdir(parents=True)
        git = Git(target, OUTSIDER)
        git.run("clone", "-q", str(source or self.remote), ".")
        return git

    def git(self) -> Git:
        return Git(self.remote)


def path_of(key: str) -> str:
    return key.replace("__", "/").replace("_", ".")


def story(line: int, text: str) -> str:
    """Tell the story with one line of it changed."""
    lines = STORY.decode().splitlines()
    lines[line - 1] = text
    return "\n".join(lines) + "\n"
