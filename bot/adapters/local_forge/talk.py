"""Comments and reactions of the local forge."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.session import Session
from bot.adapters.local_forge.threads import check_body, find_thread, need_author, touch
from bot.errors import Invalid, NotFound
from bot.ports.forge.talk import Comment, Emoji, Reaction


class LocalTalk(Desk):
    def comments(self, number: int) -> Sequence[Comment]:
        with self._visit() as session:
            find_thread(session, number, f"read the comments of #{number}")
            return [one for one in session.book.comments.values() if one.number == number]

    def comment(self, comment_id: int) -> Comment:
        with self._visit() as session:
            return _find(session, comment_id, "read")

    def create_comment(self, number: int, body: str) -> Comment:
        with self._visit() as session:
            act = f"comment on #{number}"
            touch(session, number, act)
            _check(body, act)
            now = session.now
            new = Comment(session.book.new_id(), number, session.actor, body, now, now)
            session.book.comments[new.id] = new
            return new

    def update_comment(self, comment_id: int, body: str) -> Comment:
        with self._visit() as session:
            comment = _owned(session, comment_id, "edit")
            _check(body, "edit a comment")
            if body != comment.body:
                comment = replace(comment, body=body, updated_at=session.now)
                session.book.comments[comment_id] = comment
                touch(session, comment.number, "edit a comment")
            return comment

    def delete_comment(self, comment_id: int) -> None:
        with self._visit() as session:
            _owned(session, comment_id, "delete")
            del session.book.comments[comment_id]
            session.book.reactions.pop(comment_id, None)

    def react(self, comment_id: int, emoji: Emoji) -> None:
        with self._visit() as session:
            _find(session, comment_id, "react to")
            reactions = session.book.reactions.setdefault(comment_id, [])
            if (mine := Reaction(emoji, session.actor)) not in reactions:
                reactions.append(mine)

    def reactions(self, comment_id: int) -> Sequence[Reaction]:
        with self._visit() as session:
            _find(session, comment_id, "read the reactions to")
            return session.book.reactions.get(comment_id, [])


def _check(body: str, act: str) -> None:
    check_body(body, act)
    if not body.strip():
        raise Invalid(act, "the comment is empty")


def _find(session: Session, comment_id: int, verb: str) -> Comment:
    try:
        return session.book.comments[comment_id]
    except KeyError:
        raise NotFound(f"{verb} comment {comment_id}", "there is no such comment") from None


def _owned(session: Session, comment_id: int, verb: str) -> Comment:
    comment = _find(session, comment_id, verb)
    need_author(session, comment.author, f"{verb} comment {comment_id}")
    return comment
