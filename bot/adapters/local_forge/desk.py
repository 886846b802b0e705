"""What every part of the local forge stands on: one actor, who visits one place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.adapters.local_forge.following import catch_up
from bot.adapters.local_forge.protection import guard_pushes
from bot.adapters.local_forge.session import Place, Session, visit


class Desk:
    def __init__(self, place: Place, clock: Callable[[], datetime], login: str) -> None:
        self._place, self._clock, self._login = place, clock, login

    @contextmanager
    def _visit(self) -> Iterator[Session]:
        with visit(self._place, self._login, self._clock) as session:
            catch_up(session)
            guard_pushes(session)
            yield session
            session.save()
