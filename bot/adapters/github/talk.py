"""Comments and reactions on GitHub."""

from collections.abc import Sequence

from bot.adapters.github import decode
from bot.adapters.github.call import Call
from bot.adapters.github.desk import Desk
from bot.ports.forge.talk import Comment, Emoji, Reaction


class GitHubTalk(Desk):
    def comments(self, number: int) -> Sequence[Comment]:
        act, path = f"read the comments of #{number}", self._at("issues", number, "comments")
        return self._wire.listed(act, path, decode.comment)

    def comment(self, comment_id: int) -> Comment:
        act = f"read comment {comment_id}"
        return self._wire.get(act, self._comment(comment_id)).read(decode.comment)

    def create_comment(self, number: int, body: str) -> Comment:
        path = self._at("issues", number, "comments")
        call = Call(f"comment on #{number}", "POST", path, body={"body": body})
        return self._wire.ask(call).read(decode.comment)

    def update_comment(self, comment_id: int, body: str) -> Comment:
        act, path = f"edit comment {comment_id}", self._comment(comment_id)
        call = Call(act, "PATCH", path, body={"body": body}, repeatable=True)
        return self._wire.ask(call).read(decode.comment)

    def delete_comment(self, comment_id: int) -> None:
        self._wire.ask(Call(f"delete comment {comment_id}", "DELETE", self._comment(comment_id)))

    def react(self, comment_id: int, emoji: Emoji) -> None:
        act, path = f"react to comment {comment_id}", self._comment(comment_id, "reactions")
        self._wire.ask(Call(act, "POST", path, body={"content": emoji.value}, repeatable=True))

    def reactions(self, comment_id: int) -> Sequence[Reaction]:
        act = f"read the reactions to comment {comment_id}"
        return self._wire.listed(act, self._comment(comment_id, "reactions"), decode.reaction)

    def _comment(self, comment_id: int, *rest: str) -> str:
        return self._at("issues/comments", comment_id, *rest)
