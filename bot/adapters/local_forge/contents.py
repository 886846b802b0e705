"""Branches, commits and files of the local forge."""

from collections.abc import Sequence

from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.protection import check_push, check_removal
from bot.adapters.local_forge.reading import (
    HEADS,
    branch_head,
    changed_files,
    commit_at,
    commits,
    count,
    file_at,
    is_ancestor,
    merge_base,
    refs,
)
from bot.adapters.local_forge.session import Session
from bot.adapters.local_forge.writing import commit_tree, move_branch, tree_with
from bot.errors import AlreadyExists, Invalid, MovedHead, NotFastForward, NotFound
from bot.ports.forge.contents import Branch, Commit, Comparison, FileChange
from bot.ports.forge.people import Permission


class LocalContents(Desk):
    def branches(self, prefix: str = "") -> Sequence[Branch]:
        with self._visit() as session:
            found = refs(session.git, HEADS)
        names = [(name.removeprefix(HEADS), sha) for name, sha in sorted(found.items())]
        return [Branch(name, sha) for name, sha in names if name.startswith(prefix)]

    def branch_head(self, branch: str) -> str | None:
        with self._visit() as session:
            return branch_head(session.git, branch)

    def create_branch(self, branch: str, sha: str) -> Branch:
        with self._visit() as session:
            act = f"create the branch {branch}"
            session.need(Permission.WRITE, act)
            session.need_commit(sha, act)
            if branch_head(session.git, branch):
                raise AlreadyExists(act, "it exists")
            return _move(session, branch, sha, None, act)

    def update_branch(self, branch: str, sha: str, *, force: bool = False) -> Branch:
        with self._visit() as session:
            act = f"update the branch {branch}"
            session.need(Permission.WRITE, act)
            session.need_commit(sha, act)
            old = _need_branch(session, branch, act)
            if not force and not is_ancestor(session.git, old, sha):
                raise NotFastForward(act, branch, old)
            return _move(session, branch, sha, old, act)

    def delete_branch(self, branch: str) -> None:
        with self._visit() as session:
            act = f"delete the branch {branch}"
            session.need(Permission.WRITE, act)
            old = _need_branch(session, branch, act)
            check_removal(session, branch, act)
            session.git.run("update-ref", "-d", HEADS + branch, old)

    def commit_files(
        self,
        branch: str,
        base_sha: str,
        changes: Sequence[FileChange],
        message: str,
        expected_head: str | None,
    ) -> Commit:
        with self._visit() as session:
            act = f"commit to {branch}"
            session.need(Permission.WRITE, act)
            session.need_commit(base_sha, act)
            found = branch_head(session.git, branch)
            if found != expected_head:
                raise MovedHead(act, branch, expected_head, found)
            tree = tree_with(session.git, base_sha, changes)
            sha = commit_tree(session.git, tree, [base_sha], message)
            _move(session, branch, sha, found, act)
            return _commit(session, sha)

    def commit(self, sha: str) -> Commit:
        with self._visit() as session:
            return _commit(session, session.need_commit(sha, "read a commit"))

    def commits(self, ref: str, path: str = "", limit: int = 0) -> Sequence[Commit]:
        with self._visit() as session:
            sha = _need_ref(session, ref, "list commits")
            bound = [f"--max-count={limit}"] if limit else []
            paths = ["--", f":(literal){path}"] if path else []
            return commits(session.git, session.login_of, *bound, sha, *paths)

    def read_file(self, path: str, ref: str) -> bytes | None:
        with self._visit() as session:
            return file_at(session.git, _need_ref(session, ref, f"read {path}"), path)

    def compare(self, base: str, head: str) -> Comparison:
        with self._visit() as session:
            act = f"compare {base} with {head}"
            old, new = _need_ref(session, base, act), _need_ref(session, head, act)
            parted = merge_base(session.git, old, new)
            if parted is None:
                raise NotFound(act, "they have no history in common")
            return Comparison(
                merge_base=parted,
                ahead_by=count(session.git, old, new),
                behind_by=count(session.git, new, old),
                commits=tuple(added_commits(session, old, new)),
                files=changed_files(session.git, parted, new),
            )


def added_commits(session: Session, base: str, head: str) -> Sequence[Commit]:
    order = ("--reverse", "--topo-order")
    return commits(session.git, session.login_of, *order, f"{base}..{head}")


def _commit(session: Session, sha: str) -> Commit:
    return commits(session.git, session.login_of, "--max-count=1", sha)[0]


def _need_ref(session: Session, ref: str, act: str) -> str:
    sha = commit_at(session.git, ref)
    if sha is None:
        raise NotFound(act, f"there is no branch or commit {ref}")
    return sha


def _need_branch(session: Session, branch: str, act: str) -> str:
    sha = branch_head(session.git, branch)
    if sha is None:
        raise NotFound(act, "there is no such branch")
    return sha


def _move(session: Session, branch: str, sha: str, old: str | None, act: str) -> Branch:
    if branch.startswith("-") or session.git.attempt("check-ref-format", HEADS + branch).code:
        raise Invalid(act, f"{branch!r} is no name for a branch")
    check_push(session, branch, sha, act)
    move_branch(session.git, branch, sha, old)
    return Branch(branch, sha)
