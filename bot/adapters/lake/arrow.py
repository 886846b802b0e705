"""The package that reads and writes Parquet, loaded by whoever first needs it."""

from typing import Any

from bot.errors import CannotRead

MEND = "it needs the lake extra; run `pip install governor[lake]`"


def arrow() -> Any:  # noqa: ANN401 - the package has no types
    try:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and most repositories need it not
    except ImportError:
        raise CannotRead("or write Parquet", MEND) from None
    return pa


def parquet() -> Any:  # noqa: ANN401 - the package has no types
    arrow()
    from pyarrow import parquet as found  # noqa: PLC0415 - heavy

    return found
