"""Branches, commits, files and git's own objects at the face."""

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.adapters.git import Git
from bot.adapters.local_forge.reading import commit_at
from bot.adapters.local_forge.writing import commit_tree
from bot.errors import AlreadyExists, Forbidden, MovedHead, NotFastForward, NotFound
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Permission
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers, need_right, paged, saying

REPO = "/repos/{owner}/{repo}"
GIT = REPO + "/git"
HEADS = "heads/"
MOST_INLINE = 1_000_000
MOST_FILES = 300


@contextmanager
def guarded(ask: Ask) -> Iterator[None]:
    """Say it as GitHub does where a protected branch is why somebody who may write may not."""
    try:
        yield
    except Forbidden as refused:
        if not ask.may(Permission.WRITE):
            raise
        said = f'Required status check "{refused.needed}" is expected.'
        raise Refusal(422, said) from refused


def need_write(ask: Ask) -> None:
    if not ask.may(Permission.WRITE):
        raise Refusal(403, "Resource not accessible by integration")


@answers("GET", GIT + "/matching-refs/{ref}")
def matching_refs(ask: Ask) -> Reply:
    found = ask.forge.branches(ask.path["ref"].removeprefix(HEADS))
    return Reply(200, [_ref(ask, one.name, one.sha) for one in found])


@answers("GET", GIT + "/ref/{ref}")
def ref(ask: Ask) -> Reply:
    name = ask.path["ref"].removeprefix(HEADS)
    late = ask.memory.stale_refs.get(name)
    sha = late.pop(0) if late else ask.forge.branch_head(name)
    if not sha:
        raise Refusal(404, "Not Found")
    return Reply(200, _ref(ask, name, sha))


@answers("POST", GIT + "/refs")
def create_ref(ask: Ask) -> Reply:
    need_right(ask, "contents")
    name = ask.body["ref"].removeprefix("refs/heads/")
    with (
        guarded(ask),
        saying(422, "Reference already exists", AlreadyExists),
        saying(422, "Object does not exist", NotFound),
    ):
        made = ask.forge.create_branch(name, ask.body["sha"])
    return Reply(201, _ref(ask, made.name, made.sha))


@answers("PATCH", GIT + "/refs/{ref}")
def update_ref(ask: Ask) -> Reply:
    name = _existing(ask)
    with (
        guarded(ask),
        saying(422, "Update is not a fast forward", NotFastForward),
        saying(422, "Object does not exist", NotFound),
    ):
        moved = ask.forge.update_branch(name, ask.body["sha"], force=ask.body.get("force", False))
    return Reply(200, _ref(ask, moved.name, moved.sha))


@answers("DELETE", GIT + "/refs/{ref}")
def delete_ref(ask: Ask) -> Reply:
    name = _existing(ask)
    with guarded(ask):
        ask.forge.delete_branch(name)
    return Reply(204)


def _existing(ask: Ask) -> str:
    name = ask.path["ref"].removeprefix(HEADS)
    if ask.forge.branch_head(name) is None:
        raise Refusal(422, "Reference does not exist")
    return name


def _ref(ask: Ask, name: str, sha: str) -> shapes.Json:
    url = ask.url("git/refs/heads", name)
    return {"ref": f"refs/heads/{name}", "url": url, "object": {"type": "commit", "sha": sha}}


@answers("GET", REPO + "/commits")
def commits(ask: Ask) -> Reply:
    start = ask.query.get("sha") or ask.forge.repository().default_branch
    found = ask.forge.commits(start, ask.query.get("path", ""))
    return paged([shapes.commit(one) for one in found])


@answers("GET", REPO + "/commits/{ref}")
def commit(ask: Ask) -> Reply:
    sha = commit_at(ask.git, ask.path["ref"])
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {ask.path['ref']}")
    return Reply(200, shapes.commit(ask.forge.commit(sha)))


@answers("GET", REPO + "/compare/{basehead}")
def compare(ask: Ask) -> Reply:
    base, _, head = ask.path["basehead"].partition("...")
    both = ask.forge.compare(base, head)
    first = ask.query.get("page", "1") == "1"
    return paged(
        [shapes.commit(one) for one in both.commits],
        "commits",
        status="diverged",
        ahead_by=both.ahead_by,
        behind_by=both.behind_by,
        total_commits=both.ahead_by,
        merge_base_commit=shapes.commit(ask.forge.commit(both.merge_base)),
        files=[shapes.file(one) for one in both.files][:MOST_FILES] if first else [],
    )


@answers("GET", REPO + "/contents/{path}")
def contents(ask: Ask) -> Reply:
    start = ask.query.get("ref") or ask.forge.repository().default_branch
    sha = commit_at(ask.git, start)
    if sha is None:
        raise Refusal(404, f"No commit found for the ref {start}")
    answer = ask.git.attempt("rev-parse", f"{sha}:{ask.path['path']}")
    if answer.code:
        raise Refusal(404, "Not Found")
    if ask.git.text("cat-file", "-t", answer.text) == "tree":
        return Reply(200, [])
    return Reply(200, _content(ask, ask.path["path"], answer.text))


def _content(ask: Ask, path: str, sha: str) -> shapes.Json:
    data = ask.git.run("cat-file", "blob", sha)
    small = len(data) <= MOST_INLINE
    return {
        "type": "file",
        "path": path,
        "name": path.rpartition("/")[2],
        "sha": sha,
        "size": len(data),
        "encoding": "base64" if small else "none",
        "content": _encoded(data) if small else "",
    }


@answers("PUT", REPO + "/contents/{path}")
def put_contents(ask: Ask) -> Reply:
    need_write(ask)
    path, branch = ask.path["path"], ask.body.get("branch") or ask.forge.repository().default_branch
    head = ask.forge.branch_head(branch)
    if head is None:
        raise Refusal(404, f"Branch {branch} not found")
    _check_sha(ask, head, path)
    change = FileChange(path, base64.b64decode(ask.body["content"]))
    with guarded(ask), saying(409, f"{branch} moved", MovedHead):
        made = ask.forge.commit_files(branch, head, [change], ask.body["message"], head)
    blob = ask.git.text("rev-parse", f"{made.sha}:{path}")
    told = {"type": "file", "path": path, "name": path.rpartition("/")[2], "sha": blob}
    known = "sha" in ask.body
    return Reply(200 if known else 201, {"content": told, "commit": {"sha": made.sha}})


def _check_sha(ask: Ask, head: str, path: str) -> None:
    found = ask.git.attempt("rev-parse", "--verify", "-q", f"{head}:{path}").text
    given = ask.body.get("sha", "")
    if found and not given:
        raise Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if found != given:
        raise Refusal(409, f"{path} does not match {given}")


@answers("GET", GIT + "/blobs/{file_sha}")
def blob(ask: Ask) -> Reply:
    data = ask.git.run("cat-file", "blob", ask.path["file_sha"])
    sha, encoded = ask.path["file_sha"], _encoded(data)
    return Reply(200, {"sha": sha, "size": len(data), "encoding": "base64", "content": encoded})


@answers("POST", GIT + "/blobs")
def create_blob(ask: Ask) -> Reply:
    need_write(ask)
    data = ask.body["content"].encode()
    data = base64.b64decode(data) if ask.body.get("encoding") == "base64" else data
    return Reply(201, {"sha": ask.git.text("hash-object", "-w", "--stdin", stdin=data), "url": ""})


@answers("GET", GIT + "/trees/{tree_sha}")
def tree(ask: Ask) -> Reply:
    deep = ["-r", "-t"] if ask.query.get("recursive") else []
    listed = ask.git.run("ls-tree", *deep, "-z", ask.path["tree_sha"]).decode().split("\0")[:-1]
    entries = [_tree_entry(line) for line in listed]
    sha = ask.git.text("rev-parse", f"{ask.path['tree_sha']}^{{tree}}")
    cut = bool(deep) and len(entries) > ask.memory.longest_tree
    shown = entries[: ask.memory.longest_tree] if cut else entries
    return Reply(200, {"sha": sha, "tree": shown, "truncated": cut})


def _tree_entry(line: str) -> shapes.Json:
    facts, _, path = line.partition("\t")
    mode, kind, sha = facts.split()
    return {"path": path, "mode": mode, "type": kind, "sha": sha}


@answers("POST", GIT + "/trees")
def create_tree(ask: Ask) -> Reply:
    need_write(ask)
    git = ask.git
    with tempfile.TemporaryDirectory() as folder:
        extra = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        git.run("read-tree", ask.body.get("base_tree") or "--empty", extra=extra)
        had = git.run("ls-files", "-z", extra=extra).decode().split("\0")
        lines = b"".join(_index_line(git, entry, had) for entry in ask.body["tree"])
        git.run("update-index", "-z", "--replace", "--index-info", stdin=lines, extra=extra)
        sha = git.text("write-tree", extra=extra)
    return Reply(201, {"sha": sha, "tree": [], "truncated": False})


def _index_line(git: Git, entry: dict[str, Any], had: list[str]) -> bytes:
    path = entry["path"]
    if any(part.lower() in ("", ".", "..", ".git") for part in path.split("/")):
        raise Refusal(422, "tree.path contains a malformed path component")
    sha = entry.get("sha")
    if "content" in entry:
        sha = git.text("hash-object", "-w", "--stdin", stdin=entry["content"].encode())
    if sha is None and path not in had:
        raise Refusal(422, "GitRPC::BadObjectState")
    mode = entry["mode"] if sha else "0"
    return f"{mode} {sha or '0' * 40}\t{path}\0".encode()


@answers("GET", GIT + "/commits/{commit_sha}")
def git_commit(ask: Ask) -> Reply:
    return Reply(200, _git_commit(ask, ask.path["commit_sha"]))


@answers("POST", GIT + "/commits")
def create_commit(ask: Ask) -> Reply:
    need_write(ask)
    parents = ask.body.get("parents", [])
    return Reply(
        201,
        _git_commit(ask, commit_tree(ask.git, ask.body["tree"], parents, ask.body["message"])),
    )


def _git_commit(ask: Ask, sha: str) -> shapes.Json:
    whole = shapes.commit(ask.forge.commit(sha))
    return {"sha": sha, "parents": whole["parents"], **whole["commit"]}


def _encoded(data: bytes) -> str:
    return base64.encodebytes(data).decode()
