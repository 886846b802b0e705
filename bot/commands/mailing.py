"""Sends a letter to everybody once: meant, sent, written down, recipient by recipient.

A crash between the sending and the writing down leaves one mail of which nobody knows whether it
went. The carrier is asked; where it cannot tell, no second one is sent unless a person says so.
Of two runs at once one claims a mail, and the other sees that and leaves it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.effects.mail.letter import KIND, Letter, Mail
from bot.effects.mail.recipients import masked
from bot.errors import CannotSend
from bot.ports.output import Output
from bot.ports.post import Post
from bot.ports.store import Message, Store
from bot.state.intents import AppendIntents, ClaimIntent, Intent, Phase, newest_of, remembered
from bot.words.instant import parse, render
from bot.words.text import printable

# By then the carrier has heard of whatever it took.
SETTLED = timedelta(minutes=15)
LONGEST = 300

NOBODY = (
    "Nobody gets it: notifications.{} in policies/governor.yml and META_EMAIL_TO leave no address."
)

Keep = Callable[[Letter, Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mailroom:
    """`post` is None where nobody carries mails; `keep` writes every letter as files.

    `again` sends also what may have been sent; `mark` tells this run's claims from all others.
    """

    store: Store
    output: Output
    post: Post | None
    keep: Keep
    sender: str
    now: datetime
    run_id: str = ""
    again: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many have it now, were sent it in this run, and have not got it for all we know."""

    had: int = 0
    sent: int = 0
    missing: int = 0


def deliver(room: Mailroom, letter: Letter, to: Sequence[str]) -> Delivery:
    paths = room.keep(letter, to)
    if room.post is None:
        for path in paths:
            room.output.say(f"Written, not sent: {path}")
        return Delivery()
    round_ = _Round(room, room.post, letter.name, _standing(room.store))
    try:
        for address in to:
            round_.serve(Mail(room.sender, address, letter))
    finally:
        # Also where the rest cannot be sent: what was sent must not be forgotten.
        round_.push()
    return Delivery(round_.had, round_.sent, len(to) - round_.had - round_.sent)


def left_nobody(room: Mailroom, name: str, listed: Sequence[str], to: Sequence[str]) -> bool:
    """Say that nobody gets a letter, and tell whether somebody was meant to."""
    if to or room.post is None:
        return False
    room.output.warn(NOBODY.format(name))
    return bool(listed)


def _standing(store: Store) -> Mapping[str, Intent]:
    """Give what was last written down of each mail."""
    return {one.key: one for one in remembered(store.tree()) if one.kind == KIND}


class _Round:
    def __init__(
        self, room: Mailroom, post: Post, name: str, standing: Mapping[str, Intent]
    ) -> None:
        self.room, self.post, self.name, self.standing = room, post, name, standing
        self.had = self.sent = 0
        self._results: list[Intent] = []

    def serve(self, mail: Mail) -> None:
        last = self.standing.get(mail.key)
        if last and last.phase == "done":
            self.had += 1
        elif last and last.phase == "intended" and not self.room.again:
            self._look_for(mail, last)
        else:
            self._send(mail, last)

    def push(self, *claims: ClaimIntent) -> None:
        """Write down what came of the mails before, together with what is meant next."""
        operations: list[AppendIntents | ClaimIntent] = [*claims]
        if self._results:
            operations.insert(0, AppendIntents(self.room.now, tuple(self._results)))
        if operations:
            self.room.store.commit(operations, Message(f"Record mails of {self.name}"))
        self._results = []

    def _look_for(self, mail: Mail, last: Intent) -> None:
        known = self.post.knows(mail.key)
        if known:
            self.had += 1
            self._results.append(self._intent(mail, "done", "", "found with the carrier"))
        elif known is False and self.room.now - parse(last.at) >= SETTLED:
            self._send(mail, last)
        else:
            self.room.output.warn(
                f"A mail to {masked(mail.recipient)} was begun at {last.at} and may have been "
                "sent: it is not sent again. With --again it is."
            )

    def _send(self, mail: Mail, last: Intent | None) -> None:
        mine = self._intent(mail, "intended", "", self.room.mark)
        self.push(ClaimIntent(mine, last))
        stands = newest_of(self.room.store.tree(), mail.key)
        if stands != mine:
            self._leave(mail, stands)
            return
        try:
            ref = self.post.send(mail)
        except CannotSend as failed:
            if not failed.unsure:
                self._results.append(self._intent(mail, "failed", "", failed.reason))
            if failed.hopeless:
                raise
            self.room.output.warn(f"Not sent to {masked(mail.recipient)}: {failed.reason}.")
            return
        self.sent += 1
        self._results.append(self._intent(mail, "done", ref))
        self.room.output.say(f"Sent to {masked(mail.recipient)}")

    def _leave(self, mail: Mail, stands: Intent | None) -> None:
        if stands and stands.phase == "done":
            self.had += 1
            return
        self.room.output.warn(
            f"Another run is at the mail to {masked(mail.recipient)}: this one leaves it."
        )

    def _intent(self, mail: Mail, phase: Phase, ref: str = "", detail: str = "") -> Intent:
        return Intent(
            at=render(self.room.now),
            key=mail.key,
            digest=mail.letter.digest,
            kind=KIND,
            phase=phase,
            run=self.room.run_id,
            ref=printable(ref, LONGEST),
            detail=printable(detail, LONGEST),
        )
