"""Which repository, where, as whom, and how fast: what it takes to talk to GitHub."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

PUBLIC = "https://api.github.com"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Token:
    """A personal token or the one of a workflow."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App; without an installation id, the one that covers the repository is asked for."""

    app_id: str
    private_key: str = field(repr=False)
    installation_id: int = 0


@dataclass(frozen=True, slots=True)
class Access:
    """`api_url` is `https://HOST/api/v3` on GitHub Enterprise. Pauses and the timeout are seconds.

    GitHub asks for a second between writes, and for nothing between reads one after another.
    """

    repository: str
    credentials: Token | App
    api_url: str = PUBLIC
    timeout: int = 30
    between_requests: float = 0.0
    between_writes: float = 1.0

    @property
    def owner(self) -> str:
        return self.repository.partition("/")[0]

    @property
    def name(self) -> str:
        return self.repository.partition("/")[2]


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
