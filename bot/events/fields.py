"""What one field of an event may hold; patterns allow plain ASCII that JSON never escapes."""

from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field

VERSION = 1
STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
TOKEN = r"^[A-Za-z0-9][A-Za-z0-9._:/@+~=-]{0,127}$"  # noqa: S105
SYMBOL = r"^[A-Za-z0-9^][A-Za-z0-9._:/=^-]{0,31}$"
DIGEST = r"^[0-9a-f]{64}$"
TIME = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
)
COUNT_LIMIT = 10**15

Version: TypeAlias = Literal[1]
Name: TypeAlias = Annotated[str, Field(pattern=NAME)]
Token: TypeAlias = Annotated[str, Field(pattern=TOKEN)]
Symbol: TypeAlias = Annotated[str, Field(pattern=SYMBOL)]
Digest: TypeAlias = Annotated[str, Field(pattern=DIGEST)]
Time: TypeAlias = Annotated[str, Field(pattern=TIME)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=COUNT_LIMIT)]
Amount: TypeAlias = Annotated[float, Field(ge=0)]
