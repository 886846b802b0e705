import pytest

from bot.words.globs import compile_glob, mistake

PATHS = (
    "a.py",
    "agents/momentum.py",
    "agents/momentum.txt",
    "agents/deep/er/x.py",
    "agents/deep/x.py",
    "agents/.hidden/x.py",
    "agents/.env",
    ".github/x.py",
)


@pytest.mark.parametrize(
    ("glob", "matched"),
    [
        ("agents/momentum.py", ["agents/momentum.py"]),
        ("agents/*.py", ["agents/momentum.py"]),
        ("agents/momentum.???", ["agents/momentum.txt"]),
        ("agents/*", ["agents/momentum.py", "agents/momentum.txt"]),
        ("*", ["a.py"]),
        ("*.py", ["a.py"]),
        ("agents/**/x.py", ["agents/deep/er/x.py", "agents/deep/x.py"]),
        ("agents/**/*.py", ["agents/deep/er/x.py", "agents/deep/x.py", "agents/momentum.py"]),
        ("agents/.env", ["agents/.env"]),
        ("agents/.*", ["agents/.env"]),
        (".github/*", [".github/x.py"]),
        ("agents/[m]omentum.py", []),
        ("agents", []),
    ],
)
def test_it_matches_these_and_no_others(glob: str, matched: list[str]) -> None:
    files = compile_glob(glob).files
    assert sorted(path for path in PATHS if files.fullmatch(path)) == matched


def test_two_stars_at_the_end_match_everything_below_that_is_not_hidden() -> None:
    files = compile_glob("agents/**").files
    found = {path for path in PATHS if files.fullmatch(path)}
    assert found == {p for p in PATHS if p.startswith("agents/") and "/." not in p}


@pytest.mark.parametrize(
    ("glob", "folders"),
    [
        ("a/b/c.py", {"a", "a/b"}),
        ("a/*/c.py", {"a", "a/b", "a/x"}),
        ("a/**", {"a", "a/b", "a/x", "a/b/c"}),
        ("**/c.py", {"a", "a/b", "a/x", "a/b/c", "z"}),
        ("c.py", set()),
    ],
)
def test_only_folders_that_may_hold_a_match_are_looked_into(glob: str, folders: set[str]) -> None:
    pattern = compile_glob(glob).folders
    known = ("a", "a/b", "a/x", "a/b/c", "a/.git", "z")
    assert {path for path in known if pattern.fullmatch(path)} == folders


@pytest.mark.parametrize("glob", ["/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", "a\\b"])
def test_what_leads_out_of_the_repository_is_no_glob(glob: str) -> None:
    assert mistake(glob)


def test_a_plain_path_is_one_without_wildcards() -> None:
    assert compile_glob("a/b.py").is_plain
    assert not compile_glob("a/?.py").is_plain
    assert not mistake("a/b.py")
