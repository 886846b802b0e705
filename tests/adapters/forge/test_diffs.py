"""What the forge says of a difference is what git says of it."""

from bot.ports.forge.contents import ChangedFile, FileChange, FileStatus
from bot.ports.forge.pulls import NewPull, PullRequest
from tests.adapters.forge.world import STORY, World, story

MOVED = story(20, "twenty").encode()


def everything(world: World) -> PullRequest:
    changes = [
        FileChange("added file.txt", b"one\ntwo"),
        FileChange("README.md", b"# fleet\n\ndiff --git a/x b/x\n@@ not a hunk\n"),
        FileChange("policies/agents.yml", None),
        FileChange("docs/story.txt", None),
        FileChange("docs/moved-\u00fc\t.txt", MOVED),
        FileChange("blob.bin", b"\x00\x01\x02"),
        FileChange("empty", b""),
    ]
    world.bot.commit_files("topic", world.main(), changes, "Everything", None)
    pull = world.bot.open_pull(NewPull("Everything", "topic", "main"))
    world.branch("main", elsewhere_txt="not of the request\n")
    return pull


def test_every_kind_of_change_is_told(world: World) -> None:
    files = world.bot.pull_files(everything(world).number)
    assert [
        (one.path, one.status, one.additions, one.deletions, one.previous_path) for one in files
    ] == [
        ("README.md", FileStatus.MODIFIED, 3, 0, ""),
        ("added file.txt", FileStatus.ADDED, 2, 0, ""),
        ("blob.bin", FileStatus.ADDED, 0, 0, ""),
        ("docs/moved-\u00fc\t.txt", FileStatus.RENAMED, 1, 1, "docs/story.txt"),
        ("empty", FileStatus.ADDED, 0, 0, ""),
        ("policies/agents.yml", FileStatus.REMOVED, 0, 1, ""),
    ]


def test_patches_are_the_hunks_of_their_file(world: World) -> None:
    patches = {one.path: one for one in world.bot.pull_files(everything(world).number)}
    assert patches["added file.txt"].patch == (
        "@@ -0,0 +1,2 @@\n+one\n+two\n\\ No newline at end of file"
    )
    assert patches["README.md"].patch == (
        "@@ -1 +1,4 @@\n # fleet\n+\n+diff --git a/x b/x\n+@@ not a hunk"
    )
    assert patches["blob.bin"].patch == patches["empty"].patch == ""
    assert _lines(patches["docs/moved-\u00fc\t.txt"], "+") == ["+twenty"]


def test_the_diff_is_gits_from_where_they_parted(world: World) -> None:
    pull = everything(world)
    git = world.clone()
    wanted = git.run("diff", "-M", "origin/main...origin/topic").decode()
    assert world.bot.pull_diff(pull.number) == wanted
    assert "elsewhere" not in wanted


def test_counts_are_gits(world: World) -> None:
    pull = everything(world)
    total = world.clone().text("diff", "-M", "--shortstat", "origin/main...origin/topic")
    files = world.bot.pull_files(pull.number)
    added, removed = sum(one.additions for one in files), sum(one.deletions for one in files)
    assert total == (f"{len(files)} files changed, {added} insertions(+), {removed} deletions(-)")


def test_the_patch_applies(world: World) -> None:
    pull = world.opened("topic", docs__story_txt=story(7, "seven"), n_txt="n\n")
    git = world.clone()
    git.run("apply", "-", stdin=world.bot.pull_diff(pull.number).encode())
    assert (git.folder / "docs" / "story.txt").read_text() == story(7, "seven")
    assert (git.folder / "n.txt").read_text() == "n\n"
    assert STORY.decode() != story(7, "seven")


def _lines(file: ChangedFile, sign: str) -> list[str]:
    return [line for line in file.patch.splitlines() if line.startswith(sign)]
