"""What a merge put on a branch, told from commits alone: also where a person or a forge was odd."""

from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.private_clone import Signature
from bot.adapters.reverting.span import Span, Unclear, find_span
from bot.ports.reverts import Merged

LINES = [f"line {number}" for number in range(30)]


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder, self.ticks = folder, 0
        self.git = Git(folder, Signature().environment())
        self.run("init", "-q", "-b", "main")
        self.lines = dict(enumerate(LINES))
        self.first = self.commit({0: "line zero"})

    def run(self, *arguments: str) -> str:
        self.ticks += 1
        date = f"@{1_700_000_000 + self.ticks} +0000"
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        return self.git.text(*arguments, extra=dates)

    def commit(self, lines: dict[int, str], message: str = "") -> str:
        file = self.folder / "file"
        text = file.read_text().splitlines() if file.exists() else LINES
        text = [lines.get(place, line) for place, line in enumerate(text)]
        file.write_text("\n".join(text) + "\n")
        self.run("add", "file")
        self.run("commit", "-q", "-m", message or f"Edit {sorted(lines)}")
        return self.run("rev-parse", "HEAD")

    def topic(self, *changes: dict[int, str]) -> tuple[str, ...]:
        self.run("switch", "-q", "-c", "topic", "main")
        commits = tuple(self.commit(lines) for lines in changes)
        self.run("switch", "-q", "main")
        return commits

    def span(self, commits: tuple[str, ...], last: str = "HEAD") -> Span | Unclear:
        sha, head = self.run("rev-parse", last), commits[-1]
        return find_span(
            self.git, Merged(1, "main", head, sha, commits), self.run("rev-parse", "main")
        )

    def back(self, count: int, start: str = "HEAD") -> str:
        return self.run("rev-parse", f"{start}~{count}")

    def pick(self, *commits: str) -> None:
        self.run("cherry-pick", *commits)

    def squash(self) -> None:
        self.run("merge", "-q", "--squash", "topic")
        self.run("commit", "-q", "-m", "Squashed (#1)")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


THREE = ({5: "five"}, {10: "ten"}, {15: "fifteen"})


def test_a_rebase_onto_changed_neighbours(repository: Repository) -> None:
    own = repository.topic(*THREE)
    before = repository.commit({7: "seven", 12: "twelve"})
    repository.pick(*own)
    found = repository.span(own)
    assert isinstance(found, Span)
    assert (found.merged_as, found.before, len(found.commits)) == ("rebase", before, 3)
    assert found.commits[0] == found.last


def test_later_commits_do_not_matter(repository: Repository) -> None:
    own = repository.topic(*THREE)
    before = repository.commit({7: "seven"})
    repository.pick(*own)
    last = repository.back(0)
    repository.commit({5: "V", 20: "XX"})
    found = repository.span(own, last)
    assert isinstance(found, Span)
    assert (found.before, found.last) == (before, last)


def test_a_rebase_that_left_out_what_was_known(repository: Repository) -> None:
    own = repository.topic(*THREE)
    before = repository.commit({10: "ten"})
    repository.pick(own[0], own[2])
    found = repository.span(own)
    assert isinstance(found, Span)
    assert (found.merged_as, found.before, len(found.commits)) == ("rebase", before, 2)


def test_a_push_of_the_commits_themselves(repository: Repository) -> None:
    own = repository.topic(*THREE)
    repository.run("merge", "-q", "--ff-only", "topic")
    found = repository.span(own)
    assert isinstance(found, Span)
    assert (found.before, found.commits) == (repository.first, tuple(reversed(own)))


def test_a_squash_onto_changed_neighbours(repository: Repository) -> None:
    own = repository.topic(*THREE)
    before = repository.commit({7: "seven", 12: "twelve"})
    repository.squash()
    assert repository.span(own) == Span("squash", before, repository.back(0), (repository.back(0),))


def test_a_squash_that_looks_like_its_last_commit(repository: Repository) -> None:
    own = repository.topic({5: "five"}, {5: "line 5"}, {15: "fifteen"})
    before = repository.commit({25: "XXV"})
    repository.squash()
    found = repository.span(own)
    assert isinstance(found, Span)
    assert (found.merged_as, found.before) == ("squash", before)


def test_a_squash_of_what_was_partly_there(repository: Repository) -> None:
    own = repository.topic(*THREE)
    before = repository.commit({10: "ten"})
    repository.squash()
    found = repository.span(own)
    assert isinstance(found, Span)
    assert (found.merged_as, found.before) == ("squash", before)


def test_one_commit_is_one_commit(repository: Repository) -> None:
    own = repository.topic({5: "five"})
    before = repository.commit({25: "XXV"})
    repository.squash()
    found = repository.span(own)
    assert isinstance(found, Span)
    assert (found.merged_as, found.before) == ("one commit", before)


def test_a_merge_commit_and_main_merged_into_the_topic_before(repository: Repository) -> None:
    own = repository.topic(*THREE)
    repository.commit({25: "XXV"})
    repository.run("switch", "-q", "topic")
    repository.run("merge", "-q", "-m", "Update", "main")
    own = (*own, repository.back(0))
    repository.run("switch", "-q", "main")
    before = repository.commit({27: "XXVII"})
    repository.run("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    assert repository.span(own) == Span("merge", before, repository.back(0), (repository.back(0),))


def test_a_rebase_of_a_topic_that_main_was_merged_into(repository: Repository) -> None:
    own = repository.topic(*THREE)
    repository.commit({25: "XXV"})
    repository.run("switch", "-q", "topic")
    repository.run("merge", "-q", "-m", "Update", "main")
    merged = repository.back(0)
    repository.run("switch", "-q", "main")
    before = repository.commit({27: "XXVII"})
    repository.pick(*own)
    found = repository.span((*own, merged))
    assert isinstance(found, Span)
    assert (found.merged_as, found.before, len(found.commits)) == ("rebase", before, 3)


def test_a_rebase_whose_last_commit_came_out_different_is_not_taken_for_a_squash(
    repository: Repository,
) -> None:
    own = repository.topic({5: "five"}, {10: "ten"}, {15: "fifteen", 20: "XX"})
    repository.commit({20: "XX"})
    repository.pick(*own)
    found = repository.span(own)
    assert isinstance(found, Unclear)
    assert "neither a squash nor a rebase" in found.why


def test_a_backward_merge_is_left_to_a_person(repository: Repository) -> None:
    own = repository.topic(*THREE)
    repository.commit({25: "XXV"})
    repository.run("switch", "-q", "topic")
    repository.run("merge", "-q", "--no-ff", "-m", "Merge main the wrong way", "main")
    repository.run("switch", "-q", "main")
    repository.run("reset", "-q", "--hard", "topic")
    assert isinstance(repository.span(own), Unclear)


def test_a_later_merge_is_not_the_one(repository: Repository) -> None:
    own = repository.topic(*THREE)
    repository.commit({25: "XXV"})
    repository.run("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    repository.run("switch", "-q", "-c", "other")
    repository.commit({20: "XX"})
    repository.run("switch", "-q", "main")
    repository.run("merge", "-q", "--no-ff", "-m", "Merge another", "other")
    assert isinstance(repository.span(own), Unclear)
    assert isinstance(repository.span(own, "HEAD^"), Span)


def test_an_octopus_is_left_to_a_person(repository: Repository) -> None:
    own = repository.topic({5: "five"})
    repository.run("switch", "-q", "-c", "other", "main")
    repository.commit({20: "XX"})
    repository.run("switch", "-q", "main")
    repository.commit({28: "XXVIII"})
    repository.run("merge", "-q", "-m", "Octopus", "topic", "other")
    assert isinstance(repository.span(own), Unclear)


@pytest.mark.parametrize("sha", ["", "main", "--all", "f" * 40])
def test_what_names_no_commit_is_left_to_a_person(repository: Repository, sha: str) -> None:
    (own,) = repository.topic({5: "five"})
    repository.pick(own)
    merge, base = repository.back(0), repository.back(0)
    for merged in (Merged(1, "main", own, sha, (own,)), Merged(1, "main", sha, merge, (sha,))):
        assert isinstance(find_span(repository.git, merged, base), Unclear)
