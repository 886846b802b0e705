"""The remote of a repository: where it is and what it takes to be let in."""

import base64
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.git import Git
from bot.errors import CannotReach

NAME = "origin"
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
BRANCHES = "refs/heads/"
FIRST_BRANCH = f"{BRANCHES}main"
FOLDER_AND_HEAD = (
    "rev-parse",
    "--path-format=absolute",
    "--git-common-dir",
    "--symbolic-full-name",
    "HEAD",
)
PLACE = re.compile(r"(?P<url>.*) \((?P<way>fetch|push)\)(?: \[.*\])?")
PASSED = (
    "HOME",
    "XDG_CONFIG_HOME",
    "SSH_AUTH_SOCK",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
)
ACCESS = r"^(http|https|credential|ssh|safe|protocol)\.|^core\.(sshcommand|gitproxy)$"
# Lets a branch that is checked out in the very repository follow, where its files are clean.
LOCAL_RECEIVER = "git -c receive.denyCurrentBranch=updateInstead receive-pack"


@dataclass(frozen=True, slots=True)
class Remote:
    """`access` are settings that may hold secrets: they travel in the environment, never on disk.

    `head` is what a default branch is called where the remote has none. A repository without any
    remote is its own: `local` then.
    """

    url: str
    push_url: str
    head: str
    local: bool = False
    access: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def environment(self) -> Mapping[str, str]:
        settings = [
            (f"remote.{NAME}.url", self.url),
            (f"remote.{NAME}.pushurl", self.push_url),
            *self.access,
        ]
        if self.local:
            settings.append((f"remote.{NAME}.receivepack", LOCAL_RECEIVER))
        return dict(_as_variables(settings))


def passed_on(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Keep of an environment what a connection needs, and nothing that changes what git does."""
    return {name: environ[name] for name in PASSED if name in environ}


def find_remote(repo: Path, environ: Mapping[str, str], name: str, token: str = "") -> Remote:
    """Read the remote with all that the user's own git knows; none at all is the repository."""
    git = Git(repo, users_own(environ))
    said = git.attempt(*FOLDER_AND_HEAD)
    folder, *named = said.text.splitlines() or [""]
    if not folder:
        mend = f"Run this in a Git repository, or use --local. (git says: {said.err})"
        raise CannotReach("the state branch", f"{repo} is no Git repository", mend)
    # Of a branch without a commit only this says the name.
    head = git.attempt("symbolic-ref", "HEAD").text if said.code else named[0]
    head = head if head.startswith(BRANCHES) else FIRST_BRANCH
    found = _addresses(git)
    if not found:
        return Remote(folder, folder, head, local=True)
    if name not in found:
        mend = f"Its remotes are: {', '.join(found)}."
        raise CannotReach("the state branch", f"{repo} has no remote {name!r}", mend)
    # Git takes the name itself for the place of a remote that has none.
    places = {"fetch": name, "push": name, **found[name]}
    return _named(git, places["fetch"], places["push"], head, token)


def _addresses(git: Git) -> Mapping[str, Mapping[str, str]]:
    """Give where each remote is fetched from and pushed to, the first place where it has more."""
    found: dict[str, dict[str, str]] = {}
    for line in git.text("remote", "-v").splitlines():
        name, _, rest = line.partition("\t")
        places = found.setdefault(name, {})
        if is_place := PLACE.fullmatch(rest):
            places.setdefault(is_place["way"], is_place["url"])
    return found


def address_of(remote: Remote) -> str:
    """Say where it is, alike for each protocol and whoever asks."""
    rest = SCHEME.sub("", remote.push_url.lower())
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2].replace(":", "/")
    return f"{host}{slash}{path}".rstrip("/").removesuffix(".git")


def _named(git: Git, url: str, push_url: str, head: str, token: str) -> Remote:
    found = git.attempt("config", "--includes", "-z", "--get-regexp", ACCESS).out.decode()
    pairs = (pair.partition("\n") for pair in found.split("\0") if pair)
    access = [(key, value) for key, _, value in pairs]
    has_header = any(key.endswith(".extraheader") for key, _ in access)
    if token and not has_header:
        access.extend(_header(push_url, token))
    here = git.folder
    return Remote(_absolute(here, url), _absolute(here, push_url), head, access=tuple(access))


def users_own(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Let this one reading see the configuration that the user's own git would see."""
    home = Path(environ.get("HOME", os.devnull))
    return {
        **passed_on(environ),
        "GIT_CONFIG_NOSYSTEM": environ.get("GIT_CONFIG_NOSYSTEM", "0"),
        "GIT_CONFIG_GLOBAL": environ.get("GIT_CONFIG_GLOBAL", str(home / ".gitconfig")),
    }


def _absolute(here: Path, url: str) -> str:
    """Git reads a relative path from where it runs, and that will be elsewhere."""
    is_path = "://" not in url and not re.match(r"[^/]+:", url)
    return str((here / url).resolve()) if is_path else url


def _header(url: str, token: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    if parts.scheme == "https":
        login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        yield f"http.https://{parts.netloc}/.extraheader", f"AUTHORIZATION: basic {login}"


def _as_variables(settings: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield "GIT_CONFIG_COUNT", str(len(settings))
    for place, (key, value) in enumerate(settings):
        yield f"GIT_CONFIG_KEY_{place}", key
        yield f"GIT_CONFIG_VALUE_{place}", value
