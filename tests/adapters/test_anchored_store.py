"""A record on a real state branch: each commit vouches for it, and no cut of its tail is hidden."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.adapters.ed25519 import Ed25519Signer, signature_check
from bot.adapters.git_anchors import fetched_past
from bot.adapters.git_store import GitStore
from bot.adapters.remote import find_remote
from bot.errors import CannotReach
from bot.ports.store import Message
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.fault import Tampering
from bot.state.audit.files import FOLDER
from bot.state.audit.head import trailers
from bot.state.audit.verify import Verdict, verify
from tests.adapters.state_git import BRANCH, HASTY, SEALED, git, make_clone, open_store
from tests.adapters.test_ed25519 import OTHER, PRIVATE, PUBLIC
from tests.state.audit.writing import FIRST_POLICY, NOON, append, note

MESSAGE = Message("Judge")
FILE = f"{FOLDER}2026-11.jsonl"


@pytest.fixture
def clones(tmp_path: Path, bare: Path) -> tuple[Path, Path]:
    return make_clone(tmp_path / "one", bare), make_clone(tmp_path / "two", bare)


def stamping(repo: Path, key: str = "") -> GitStore:
    sign = Ed25519Signer(key, "the key").sign if key else None
    return open_store(repo, habits=replace(HASTY, stamp=partial(trailers, sign=sign)))


def write(store: GitStore, *minutes: int) -> None:
    for minute in minutes:
        store.commit([append(NOON + timedelta(minutes=minute), note(f"n{minute}"))], MESSAGE)


def judge(repo: Path, check: SignatureCheck | None = None) -> Verdict:
    tree = open_store(repo).tree()
    anchors = fetched_past(find_remote(repo, SEALED, "origin"), BRANCH, repo / ".governor").anchors
    files = ((path, tree.read(path) or b"") for path in tree.names(FOLDER))
    return verify(files, anchors, FIRST_POLICY, check)


def tamper(tmp_path: Path, bare: Path, lines: slice) -> None:
    """Commit and push a shortened record by hand, as somebody who can write to the branch."""
    repo = tmp_path / "intruder"
    git(tmp_path, "clone", "--quiet", f"--branch={BRANCH}", str(bare), str(repo))
    kept = (repo / FILE).read_bytes().splitlines(keepends=True)[lines]
    (repo / FILE).write_bytes(b"".join(kept))
    git(repo, "commit", "--quiet", "--all", "--message=Tidy up")
    git(repo, "push", "--quiet", "origin", BRANCH)


def test_racing_writers_make_one_chain_that_their_commits_vouch_for(
    clones: tuple[Path, Path],
) -> None:
    one, two = stamping(clones[0]), stamping(clones[1])
    one.tree()
    write(two, 1, 2)
    write(one, 3)
    write(two, 4)
    verdict = judge(clones[0])
    assert (verdict.entries, verdict.proven, verdict.faults) == (5, 4, ())


def test_a_tail_cut_on_the_branch_is_found_by_the_commits_below(
    clones: tuple[Path, Path], tmp_path: Path, bare: Path
) -> None:
    write(stamping(clones[0]), 1, 2, 3)
    tamper(tmp_path, bare, slice(-2))
    (fault,) = judge(clones[0]).faults
    assert (fault.kind, fault.file, fault.line, fault.seq) == (Tampering.TRUNCATED, FILE, 2, 1)


def test_signed_heads_hold_for_their_key_only(clones: tuple[Path, Path]) -> None:
    write(stamping(clones[0], PRIVATE), 1, 2)
    write(stamping(clones[1]), 3)
    verdict = judge(clones[0], signature_check(PUBLIC, "governor.yml"))
    assert (verdict.faults, verdict.proven, verdict.signed) == ((), 3, 2)
    other = judge(clones[0], signature_check(OTHER, "another key"))
    assert [fault.kind for fault in other.faults] == [
        Tampering.FORGED,
        Tampering.FORGED,
        Tampering.UNSIGNED,
    ]


def test_anchors_grow_with_the_branch_and_a_missing_one_has_none(
    clones: tuple[Path, Path],
) -> None:
    assert judge(clones[0]).proven is None
    store = stamping(clones[0])
    for minute in (1, 2):
        write(store, minute)
        assert judge(clones[0]).proven == minute


def test_a_remote_that_does_not_answer_is_no_missing_branch(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "repo", tmp_path / "nowhere.git")
    with pytest.raises(CannotReach, match="the history of the state branch"):
        fetched_past(find_remote(repo, SEALED, "origin"), BRANCH, repo / ".governor")
