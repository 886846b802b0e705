"""How the local forge is set up: it has neither secrets nor environments, and lets all open."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.reading import HEADS
from bot.adapters.local_forge.session import app_number
from bot.errors import Invalid
from bot.ports.forge.people import Permission
from bot.ports.forge.setup import Right, Workflow

WORKFLOWS = ".github/workflows"
ACTIVE = "active"


class LocalSetup(Desk):
    def may_write(self, right: Right) -> bool:
        del right
        with self._visit() as session:
            return session.person(self._login).permission.covers(Permission.WRITE)

    def workflows(self) -> Sequence[Workflow]:
        with self._visit() as session:
            ref = HEADS + session.book.repository.default_branch
            listed = session.git.attempt("ls-tree", "--name-only", ref, f"{WORKFLOWS}/").text
        return [Workflow(path, ACTIVE) for path in listed.splitlines() if path.endswith(ENDINGS)]

    def environments(self) -> Mapping[str, bool]:
        return {}

    def make_environment(self, name: str) -> None:
        raise Invalid(f"make the environment {name}", "a local forge runs nothing")

    def secret_names(self) -> frozenset[str]:
        return frozenset()

    def variable_names(self) -> frozenset[str]:
        return frozenset()

    def actions_open_pulls(self) -> bool:
        return True

    def let_actions_open_pulls(self) -> None:
        with self._visit() as session:
            session.need(Permission.ADMIN, "let workflows open pull requests")

    def app_id(self, login: str) -> int:
        return app_number(login)

    def time(self) -> datetime:
        return self._clock()


ENDINGS = (".yml", ".yaml")
