"""Who acts, where, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Permission(StrEnum):
    NONE = "none"
    READ = "read"
    TRIAGE = "triage"
    WRITE = "write"
    MAINTAIN = "maintain"
    ADMIN = "admin"

    def covers(self, needed: "Permission") -> bool:
        order = list(Permission)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Identity:
    """The account behind this forge; `login` is what stands as author of all it makes."""

    login: str
    is_bot: bool


@dataclass(frozen=True, slots=True)
class Repository:
    full_name: str
    default_branch: str


class People(Protocol):
    def identity(self) -> Identity: ...

    def repository(self) -> Repository: ...

    def permission_of(self, login: str) -> Permission:
        """Tell what a person may do at this moment; NONE for strangers."""
