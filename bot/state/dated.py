"""Documents that say when their content became what it is, and stay as they are until then."""

from typing import TypeVar

from bot.state.documents import GENESIS, Document, Moment


class Dated(Document):
    generated_at: Moment = GENESIS


D = TypeVar("D", bound=Dated)


def unless_same(before: D, after: D) -> D:
    """Give what stands where nothing but the time is new: each commit of a document costs."""
    same = before.model_copy(update={"generated_at": after.generated_at}) == after
    return before if same else after
