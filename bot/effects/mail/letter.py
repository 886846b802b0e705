"""A letter, and the mails it becomes: one for each recipient, each with a key of its own."""

from dataclasses import dataclass

from bot.words.canonical import digest, digest_bytes

KIND = "mail"
ENOUGH = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG within the HTML, where it stands as cid:NAME."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`name` says which report it is, `slot` of when: together they are sent once to anybody."""

    name: str
    slot: str
    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = ()

    @property
    def digest(self) -> str:
        return digest([self.subject, self.text, self.html])


@dataclass(frozen=True, slots=True)
class Mail:
    sender: str
    recipient: str
    letter: Letter

    @property
    def key(self) -> str:
        """Name it without the address: whoever reads the state need not know who gets mails."""
        who = digest_bytes(self.recipient.strip().lower().encode())[:ENOUGH]
        return f"{KIND}/{self.letter.name}/{self.letter.slot}/{who}"
