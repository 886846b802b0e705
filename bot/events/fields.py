"""What one field of an event may hold; patterns allow plain ASCII that JSON never escapes."""

from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field

from bot.policy.part import NAME, WORDS

VERSION = 1
STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

TOKEN = r"^[A-Za-z0-9][A-Za-z0-9._:/@+~=-]{0,127}$"  # noqa: S105 - a word, not a secret
SYMBOL = r"^[A-Za-z0-9^][A-Za-z0-9._:/=^-]{0,31}$"
DIGEST = r"^[0-9a-f]{64}$"
TIME = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
)
MOST = 10**15

MEANING = {
    NAME: WORDS[NAME],
    TOKEN: "must be letters, digits or . _ : / @ + ~ = -, at most 128, without spaces",
    SYMBOL: "must be a symbol like BTC/USDT: at most 32 letters, digits or . _ : / = ^ -",
    DIGEST: "must be 64 lower-case hexadecimal digits",
    TIME: "must be an RFC 3339 time like 2026-11-21T09:30:00.000Z",
}

Version: TypeAlias = Annotated[int, Field(ge=VERSION, le=VERSION)]
Name: TypeAlias = Annotated[str, Field(pattern=NAME)]
Token: TypeAlias = Annotated[str, Field(pattern=TOKEN)]
Symbol: TypeAlias = Annotated[str, Field(pattern=SYMBOL)]
Digest: TypeAlias = Annotated[str, Field(pattern=DIGEST)]
Time: TypeAlias = Annotated[str, Field(pattern=TIME)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=MOST)]
Amount: TypeAlias = Annotated[float, Field(ge=0)]
