"""Who may do what on the local forge, and who acts."""

from bot.adapters.local_forge.desk import Desk
from bot.ports.forge.people import Identity, Permission, Repository


class LocalPeople(Desk):
    def identity(self) -> Identity:
        with self._visit() as session:
            return Identity(self._login, session.person(self._login).is_bot)

    def repository(self) -> Repository:
        with self._visit() as session:
            return session.book.repository

    def permission_of(self, login: str) -> Permission:
        with self._visit() as session:
            return session.person(login).permission
