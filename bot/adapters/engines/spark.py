"""Apache Spark: the same texts on as many machines as there are. Only their answers come back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.adapters.engines.faults import explain, first_line
from bot.adapters.engines.session import opened, shown
from bot.adapters.engines.tables import TABLES, ZONED, Table
from bot.adapters.engines.texts import text
from bot.adapters.lake.columns import LINES, PARQUET, Kind
from bot.ports.engine import Answer, Engine, Value

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

STORED: Final = {
    Kind.TEXT: "STRING",
    Kind.WHOLE: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.MOMENT: "BIGINT",
}
WRITTEN: Final = {**STORED, Kind.MOMENT: "STRING"}
TYPES: Final = {str: "STRING", int: "BIGINT", float: "DOUBLE"}


@contextmanager
def spark_engine(place: str) -> Iterator[Engine]:
    """Open a session on a master (local[2], spark://host:7077) or at a server of Spark Connect."""
    session = opened(place)
    try:
        yield SparkEngine(session, place)
    finally:
        session.stop()


class SparkEngine:
    def __init__(self, session: "SparkSession", place: str) -> None:
        self._session = session
        self._shown: dict[str, Sequence[str]] = {}
        self.name = f"Spark at {shown(place)}"

    def show(self, table: str, files: Sequence[str]) -> None:
        self._shown[table] = files
        with self._told():
            found = list(_parts(self._session, TABLES[table], files))
            whole = found[0]
            for more in found[1:]:
                whole = whole.unionByName(more)
            whole.createOrReplaceTempView(table)

    def give(
        self, table: str, columns: Mapping[str, type], rows: Sequence[Sequence[Value]]
    ) -> None:
        with self._told():
            frame = self._session.createDataFrame(list(map(tuple, rows)), _fields(columns))
            frame.createOrReplaceTempView(table)

    def ask(self, query: str) -> Sequence[Answer]:
        with self._told():
            return [row.asDict() for row in self._session.sql(text(query)).collect()]

    def write(self, query: str, folder: str) -> None:
        with self._told():
            rows = self._session.sql(text(query)).repartition("day")
            rows.write.partitionBy("day").mode("overwrite").parquet(_url(folder))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if not _is_spark(error):
                raise
            raise explain(self._shown, first_line(error)) from None


def _is_spark(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] in ("pyspark", "py4j", "grpc")


def _parts(session: "SparkSession", table: Table, files: Sequence[str]) -> Iterator["DataFrame"]:
    stored = [path for path in files if path.endswith(PARQUET)]
    written = [path for path in files if path.endswith(LINES)]
    if stored:
        # A schema of ours would read a column of another type as whatever its bytes may mean.
        frame = session.read.option("mergeSchema", value=True).parquet(*map(_url, stored))
        yield frame.selectExpr(*_cast(table, frame.columns)).where(_guard(table))
    if written:
        # Its reader of JSON files would pass over empty lines, and take a list for many records.
        lines = session.read.option("lineSep", "\n").text(list(map(_url, written)))
        record = f"from_json(value, '{_schema(table, WRITTEN)}', map('mode', 'FAILFAST')) AS one"
        frame = lines.selectExpr(record).select("one.*")
        yield frame.selectExpr(*_taken(table)).where(_guard(table))
    if not files:
        yield session.createDataFrame([], _schema(table, STORED))


def _guard(table: Table) -> str:
    told = f"raise_error('a row of {table.form.name} lacks what it needs')"
    return f"CASE WHEN {table.guard()} THEN true ELSE {told} END"


def _cast(table: Table, names: Sequence[str]) -> list[str]:
    """Take a column that no file has for null: older ones had fewer."""
    return [
        f"CAST({name if name in names else 'NULL'} AS {STORED[kind]}) AS {name}"
        for name, kind in table.columns.items()
    ]


def _taken(table: Table) -> list[str]:
    """Read times as text, which a schema of numbers would refuse."""
    moment = (
        f"CASE WHEN {{0}} RLIKE '{ZONED}' THEN unix_millis(CAST({{0}} AS TIMESTAMP))"
        " WHEN {0} IS NOT NULL THEN raise_error('{0} has no time zone') END AS {0}"
    )
    return [
        moment.format(name) if kind is Kind.MOMENT else name for name, kind in table.columns.items()
    ]


def _schema(table: Table, types: Mapping[Kind, str]) -> str:
    return ", ".join(f"{name} {types[kind]}" for name, kind in table.columns.items())


def _fields(columns: Mapping[str, type]) -> str:
    return ", ".join(f"{name} {TYPES[kind]}" for name, kind in columns.items())


def _url(path: str) -> str:
    """Say that a path is of this file system, whatever the cluster's own default is.

    What would be a pattern in it is escaped: it is a name.
    """
    named = "".join(f"\\{char}" if char in "*?[]{}\\" else char for char in path)
    return f"file://{named}" if path.startswith("/") else named.replace("s3://", "s3a://", 1)
