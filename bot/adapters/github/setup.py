"""How a repository on GitHub is set up."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.adapters.github.call import NOT_FOUND, UNPROCESSABLE, Answer, Call
from bot.adapters.github.decode import BOT
from bot.adapters.github.desk import Desk
from bot.errors import CannotReach
from bot.ports.forge.setup import Right, Workflow

FORBIDDEN = 403
NOWHERE = "0" * 40
NOBODY = "governor-doctor-there-is-no-such-branch"
# GitHub asks what a token may do before it asks whether the request makes sense.
SENSELESS: Mapping[Right, tuple[str, Mapping[str, str]]] = {
    Right.CONTENTS: ("git/refs", {"ref": f"refs/heads/{NOBODY}", "sha": NOWHERE}),
    Right.PULLS: ("pulls", {"title": "-", "head": NOBODY, "base": NOBODY}),
    Right.ISSUES: ("issues", {"title": ""}),
    Right.CHECKS: ("check-runs", {"name": "governor/doctor", "head_sha": NOWHERE}),
    Right.STATUSES: (f"statuses/{NOWHERE}", {"state": "error", "context": "governor/doctor"}),
}
OWN_AND_LENT = ("actions/", "actions/organization-")
OF_WORKFLOWS = "actions/permissions/workflow"


class GitHubSetup(Desk):
    def may_write(self, right: Right) -> bool:
        path, body = SENSELESS[right]
        act = f"ask whether it may write {right}"
        call = Call(act, "POST", self._at(path), body=dict(body), repeatable=True)
        answer = self._wire.ask(call, FORBIDDEN, NOT_FOUND, UNPROCESSABLE)
        return answer.ok or answer.status == UNPROCESSABLE

    def workflows(self) -> Sequence[Workflow]:
        path = self._at("actions/workflows")
        found = self._wire.listed("list the workflows", path, _workflow, "workflows")
        return sorted(found, key=lambda one: one.path)

    def environments(self) -> Mapping[str, bool]:
        act, path = "list the environments", self._at("environments")
        return dict(self._wire.listed(act, path, _reviewed, "environments"))

    def make_environment(self, name: str) -> None:
        act, path = f"make the environment {name}", self._at("environments", name)
        body = {"reviewers": [] if self._me.is_bot else [{"type": "User", "id": self._my_id(act)}]}
        self._wire.ask(Call(act, "PUT", path, body=body, repeatable=True))

    def _my_id(self, act: str) -> int:
        return self._wire.get(act, "/user").read(lambda data: int(data["id"]))

    def secret_names(self) -> frozenset[str]:
        return self._names_of("secrets")

    def variable_names(self) -> frozenset[str]:
        return self._names_of("variables")

    def _names_of(self, kind: str) -> frozenset[str]:
        """Join the repository's own with those that its organization lends it."""
        act, paths = f"list the names of the {kind}", (f"{own}{kind}" for own in OWN_AND_LENT)
        lists = [self._wire.listed(act, self._at(path), _name, kind) for path in paths]
        return frozenset(name for names in lists for name in names)

    def actions_open_pulls(self) -> bool:
        act = "ask whether workflows may open pull requests"
        return bool(self._of_workflows(act).read(lambda data: data[OPENS]))

    def let_actions_open_pulls(self) -> None:
        """Change only that: what workflows get by default stays."""
        act = "let workflows open pull requests"
        default = self._of_workflows(act).read(lambda data: str(data[DEFAULT]))
        body = {DEFAULT: default, OPENS: True}
        self._wire.ask(Call(act, "PUT", self._at(OF_WORKFLOWS), body=body, repeatable=True))

    def app_id(self, login: str) -> int:
        act, path = f"look up the app {login}", f"/apps/{login.removesuffix(BOT)}"
        return self._wire.get(act, path).read(lambda data: int(data["id"]))

    def time(self) -> datetime:
        said = self._wire.get("ask for the time", self._at()).headers.get("date", "")
        try:
            return parsedate_to_datetime(said).astimezone(UTC)
        except ValueError:
            raise CannotReach("GitHub", f"its answer is dated {said!r}") from None

    def _of_workflows(self, act: str) -> Answer:
        return self._wire.get(act, self._at(OF_WORKFLOWS))


DEFAULT, OPENS = "default_workflow_permissions", "can_approve_pull_request_reviews"


def _workflow(data: dict[str, Any]) -> Workflow:
    return Workflow(str(data["path"]), str(data["state"]))


def _name(data: dict[str, Any]) -> str:
    return str(data["name"])


def _reviewed(data: dict[str, Any]) -> tuple[str, bool]:
    kinds = [rule["type"] for rule in data.get("protection_rules") or ()]
    return str(data["name"]), "required_reviewers" in kinds
