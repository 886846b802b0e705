"""What every policy file is made of: strict frozen models and the few kinds of value in them."""

from typing import Annotated, Literal, TypeAlias

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.words.instant import EPOCH

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
ADDRESS = r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$"
URL = r"^https?://[^\s]+$"
KEY = r"^([A-Za-z0-9+/]{43}=)?$"
VARIABLE = r"^[A-Z][A-Z0-9_]*$"
ENTRY_POINT = r"^([A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*)?$"
DIGEST = r"^([0-9a-f]{64})?$"

WORDS = {
    NAME: "must be letters, digits, - or _, at most 64, starting with a letter or digit",
    ADDRESS: "must be a mail address",
    URL: "must be a URL that starts with https:// or http://",
    KEY: "must be an ed25519 public key: 32 bytes in base64",
    VARIABLE: "must be the name of an environment variable, like OPENAI_API_KEY",
    ENTRY_POINT: "must be module:function, like agents.momentum:run",
    DIGEST: "must be a fingerprint: 64 lower-case hexadecimal digits",
}


SECONDS_TOO = 6


class Part(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_default=True,
    )


def _version(number: int) -> int:
    if number != 1:
        raise ValueError("must be 1, the only version of this file there is")
    return number


class PolicyFile(Part):
    # A Literal[1] would take `true`, which Python holds equal to 1.
    v: Annotated[int, AfterValidator(_version)] = Field(
        description="Version of this file's form.", json_schema_extra={"const": 1}
    )


def _cron(text: str) -> str:
    try:
        if text:
            CronSim(text, EPOCH)
    except CronSimError as error:
        raise ValueError(f"must be a cron expression of five fields in UTC: {error}") from None
    if len(text.split()) == SECONDS_TOO:
        raise ValueError("must be a cron expression of five fields in UTC: it has seconds too")
    return text


Use: TypeAlias = Literal["gate", "advise", "off"]
Act: TypeAlias = Literal["act", "advise", "off"]
Name: TypeAlias = Annotated[str, Field(pattern=NAME)]
Address: TypeAlias = Annotated[str, Field(pattern=ADDRESS)]
Variable: TypeAlias = Annotated[str, Field(pattern=VARIABLE)]
Cron: TypeAlias = Annotated[str, AfterValidator(_cron)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
# What is beyond a million million overflows where it is squared.
Amount: TypeAlias = Annotated[float, Field(ge=0, le=1e12)]
Positive: TypeAlias = Annotated[float, Field(gt=0, le=1e12)]
Whole: TypeAlias = Annotated[int, Field(ge=0)]
Count: TypeAlias = Annotated[int, Field(ge=1)]
# Whoever writes a request chooses these, and the gate tries them: no number may keep it busy.
Days: TypeAlias = Annotated[int, Field(ge=1, le=366)]
Hours: TypeAlias = Annotated[int, Field(ge=1, le=366 * 24)]
Periods: TypeAlias = Annotated[int, Field(ge=1, le=52)]
Steps: TypeAlias = Annotated[int, Field(ge=1, le=100)]
EValue: TypeAlias = Annotated[float, Field(gt=1)]
