"""Who may do what on GitHub, and who acts."""

from bot.adapters.github.call import NOT_FOUND, Call
from bot.adapters.github.decode import Json
from bot.adapters.github.desk import Desk
from bot.ports.forge.people import Identity, Permission, Repository


class GitHubPeople(Desk):
    def identity(self) -> Identity:
        return self._me

    def repository(self) -> Repository:
        return Repository(self._here.full_name, self._here.default_branch)

    def permission_of(self, login: str) -> Permission:
        act = f"ask what {login} may do"
        path = self._at("collaborators", login, "permission")
        call = Call(act, "GET", path, repeatable=True)
        answer = self._wire.ask(call, NOT_FOUND)
        return answer.read(_permission) if answer.ok else Permission.NONE


def _permission(data: Json) -> Permission:
    """Take the role; one that an organization made itself counts as what it was made from."""
    known = {one.value: one for one in Permission}
    return known.get(data.get("role_name", ""), Permission(data["permission"]))
