"""state/verdicts.json: on what the verdicts of the gate rest, so that none is found twice."""

from pydantic import Field

from bot.state.documents import Document, Part, StateFile


class Kept(Part):
    """A verdict as it was set on the head of a pull request, and a digest of what it rests on.

    `raises` tells that it rests on the fleet too, and there on the agents of these `names`.
    """

    head: str
    approved: bool
    title: str
    basis: str
    raises: bool = False
    names: tuple[str, ...] = ()


class Verdicts(Document):
    """By number of the pull request; what is missing here is judged again."""

    pulls: dict[str, Kept] = Field(default_factory=dict)


VERDICTS = StateFile(
    "state/verdicts.json",
    "gate --all",
    "What the verdicts on open pull requests rest on; a missing one is found again",
    Verdicts,
)
