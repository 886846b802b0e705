"""state/impact.json: what changes of policy would have done, so that none is tried twice."""

from pydantic import Field

from bot.state.documents import Document, Part, StateFile


class KeptImpact(Part):
    """`key` is a digest of the history's day and of both policies; `page` is Markdown."""

    head: str
    key: str
    sentence: str
    page: str
    warning: str = ""


class Impacts(Document):
    """By number of the pull request; what is missing here is replayed again."""

    pulls: dict[str, KeptImpact] = Field(default_factory=dict)


IMPACTS = StateFile(
    "state/impact.json",
    "gate --all",
    "What open changes of policy would have done to history; a missing one is replayed again",
    Impacts,
)
