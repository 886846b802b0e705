"""state/impact.json: what changes of policy would have done, so that none is tried twice."""

from pydantic import Field

from bot.state.documents import Document, Part, StateFile


class KeptImpact(Part):
    """`key` is a digest of the history's day and of both policies; `page` is Markdown.

    `rules` is a digest of the rules that were tried.
    """

    head: str
    key: str
    sentence: str
    page: str
    warning: str = ""
    rules: str = ""


class Merged(Part):
    """What was replayed of a change before it was merged."""

    number: str
    impact: KeptImpact


class Impacts(Document):
    """By number of the pull request; what is missing here is replayed again.

    `in_force` is the last of them whose rules came into force.
    """

    pulls: dict[str, KeptImpact] = Field(default_factory=dict)
    in_force: Merged | None = None


IMPACTS = StateFile(
    "state/impact.json",
    "gate --all",
    "What open changes of policy, and the last merged one, would have done to history",
    Impacts,
)
