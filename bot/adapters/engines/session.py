"""A session of Spark: on this machine, on a cluster by its master, or at a server of Connect."""

import sys
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.engines.faults import first_line
from bot.errors import CannotReach

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CONNECT: Final = "sc://"
LOCAL: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "4",
}
ALWAYS: Final = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
QUIET: Final = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
NO_PACKAGE: Final = "Run `pip install 'governor[spark]'`."
NO_JAVA: Final = "Install Java 17 or newer, or set JAVA_HOME to where it is."


def opened(place: str) -> "SparkSession":
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an optional extra
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise CannotReach("Spark", "its package is not installed", NO_PACKAGE) from None
    try:
        session: SparkSession = _builder(SparkSession.builder, place).getOrCreate()
    except (PySparkException, ImportError, OSError) as error:
        said = first_line(error).replace(place, shown(place))
        raise CannotReach(f"Spark at {shown(place)}", said, _mend(error)) from None
    return session


def shown(place: str) -> str:
    """Leave out what may be a token: the options of Connect stand behind a semicolon."""
    return place.partition(";")[0].rstrip("/")


def _builder(builder: Any, place: str) -> Any:  # noqa: ANN401 - classic and Connect share no type
    if place.startswith(CONNECT):
        builder, settings = builder.remote(place), ALWAYS
    else:
        here = LOCAL if place.startswith("local") else {}
        builder = builder.master(place).appName("governor")
        settings = {**ALWAYS, **QUIET, **here, "spark.pyspark.python": sys.executable}
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder


def _mend(error: Exception) -> str:
    if "JAVA_GATEWAY_EXITED" in str(error):
        return NO_JAVA
    return NO_PACKAGE if isinstance(error, ImportError) else ""
