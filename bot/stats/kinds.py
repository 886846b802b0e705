"""What a number that is kept between two looks may be; nothing real comes near these bounds."""

from typing import Annotated, TypeAlias

from pydantic import Field

MOST = 10**15

Count: TypeAlias = Annotated[int, Field(ge=0, le=MOST)]
Amount: TypeAlias = Annotated[float, Field(ge=-MOST, le=MOST, allow_inf_nan=False)]
