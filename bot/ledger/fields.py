"""What one field of a line of the ledger may hold. A price that is none must stop whoever reads."""

from typing import Annotated, TypeAlias

from pydantic import Field

DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{3}"

Instant: TypeAlias = Annotated[str, Field(pattern=f"^{DATE}T{CLOCK}Z$")]
Price: TypeAlias = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Number: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]
Whole: TypeAlias = Annotated[int, Field(ge=1)]
