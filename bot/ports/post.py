"""Who carries mails away."""

from typing import Protocol

from bot.effects.mail.letter import Mail


class Post(Protocol):
    def send(self, mail: Mail) -> str:
        """Hand it over and give the id it got; CannotSend where it was not, or may not have been.

        Where files are written instead of mails the id is where they are.
        """

    def knows(self, key: str) -> bool | None:
        """Tell whether a mail of this key was ever taken; None where that cannot be told."""
