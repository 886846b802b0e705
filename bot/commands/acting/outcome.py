"""What came of one act."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ref` is the number it stands under, `sha` the commit that was pushed for it."""

    ref: str = ""
    sha: str = ""
    detail: str = ""
