"""DuckDB: the engine of one machine. It spills to disk instead of growing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.engines.faults import explain, first_line
from bot.adapters.engines.tables import TABLES, VERSION, ZONED, Table
from bot.adapters.engines.texts import text
from bot.adapters.lake.columns import LINES, PARQUET, Kind
from bot.errors import CannotReach
from bot.ports.engine import Answer, Engine, Value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "4GB"
STORED: Final = {
    Kind.TEXT: "VARCHAR",
    Kind.WHOLE: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.MOMENT: "BIGINT",
}
# A whole number is read as a fraction first: DuckDB would round what is none.
WRITTEN: Final = {**STORED, Kind.WHOLE: "DOUBLE", Kind.MOMENT: "VARCHAR"}
TAKEN: Final = {
    Kind.TEXT: "{0}",
    Kind.NUMBER: "{0}",
    Kind.WHOLE: "CASE WHEN {0} = floor({0}) THEN CAST({0} AS BIGINT)"
    " WHEN {0} IS NOT NULL THEN error('{0} is not a whole number') END",
    Kind.MOMENT: f"CASE WHEN regexp_matches({{0}}, '{ZONED}')"
    " THEN epoch_ms(CAST({0} AS TIMESTAMPTZ))"
    " WHEN {0} IS NOT NULL THEN error('{0} has no time zone') END",
}
TYPES: Final = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE"}


@contextmanager
def duckdb_engine(memory: str = MEMORY) -> Iterator[Engine]:
    try:
        import duckdb  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise CannotReach(
            "DuckDB", "its package is not installed", "Run `pip install 'governor[parquet]'`."
        ) from None
    with TemporaryDirectory(prefix="governor-duckdb-") as spill, duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{memory}'")
        database.execute(f"SET temp_directory = {_quoted(spill)}")
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET enable_progress_bar = false")
        yield DuckEngine(database, duckdb.Error)


class DuckEngine:
    name = "DuckDB"

    def __init__(self, database: "DuckDBPyConnection", failure: type[Exception]) -> None:
        self._database, self._failure = database, failure
        self._shown: dict[str, Sequence[str]] = {}

    def show(self, table: str, files: Sequence[str]) -> None:
        self._shown[table] = files
        parts = " UNION ALL ".join(self._parts(TABLES[table], files))
        self._run(f"CREATE OR REPLACE VIEW {table} AS {parts}")

    def give(
        self, table: str, columns: Mapping[str, type], rows: Sequence[Sequence[Value]]
    ) -> None:
        fields = ", ".join(f"{name} {TYPES[kind]}" for name, kind in columns.items())
        self._run(f"CREATE OR REPLACE TABLE {table} ({fields})")
        if rows:
            places = ", ".join("?" * len(columns))
            self._database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608

    def ask(self, query: str) -> Sequence[Answer]:
        cursor = self._run(text(query))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in self._all(cursor)]

    def _parts(self, table: Table, files: Sequence[str]) -> Iterator[str]:
        stored = [path for path in files if path.endswith(PARQUET)]
        written = [path for path in files if path.endswith(LINES)]
        if stored:
            plain = _stored(table, stored, self._names(stored))
            yield plain if self._is_sound(table, stored) else _guarded(plain, table)
        if written:
            yield _guarded(_written(table, written), table)
        if not files:
            nothing = _columns(table, {kind: f"CAST(NULL AS {STORED[kind]})" for kind in Kind})
            yield f"SELECT {nothing} WHERE false"

    def _names(self, files: Sequence[str]) -> frozenset[str]:
        described = self._run(f"DESCRIBE SELECT * FROM {_parquet(files)}")  # noqa: S608 - our names
        return frozenset(str(row[0]) for row in self._all(described))

    def _is_sound(self, table: Table, files: Sequence[str]) -> bool:
        """Ask what the files say of themselves: to look at every row takes half as long again."""
        names = ("v", *table.needs)
        needed = ", ".join(map(_quoted, names))
        doubtful = self._run(
            f"SELECT count(DISTINCT (file_name, row_group_id)) * {len(names)}"  # noqa: S608 - ours
            f" - count(*) FILTER (path_in_schema IN ({needed}) AND stats_null_count = 0"
            f" AND (path_in_schema <> 'v' OR coalesce("
            f"stats_min_value = '{VERSION}' AND stats_max_value = '{VERSION}', false)))"
            f" FROM parquet_metadata({_listed(files)})"
        )
        return self._all(doubtful) == [(0,)]

    def write(self, query: str, folder: str) -> None:
        how = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day), OVERWRITE"
        self._run(f"COPY ({text(query)}) TO {_quoted(folder)} ({how})")

    def _run(self, sql: str) -> "DuckDBPyConnection":
        try:
            return self._database.execute(sql)
        except self._failure as error:
            raise explain(self._shown, first_line(error)) from None

    def _all(self, cursor: "DuckDBPyConnection") -> list[Any]:
        try:
            return cursor.fetchall()
        except self._failure as error:
            raise explain(self._shown, first_line(error)) from None


def _stored(table: Table, files: Sequence[str], names: frozenset[str]) -> str:
    """Take a column that no file has for null: older ones had fewer."""
    columns = ", ".join(
        f"CAST({name if name in names else 'NULL'} AS {STORED[kind]}) AS {name}"
        for name, kind in table.columns.items()
    )
    return f"SELECT {columns} FROM {_parquet(files)}"  # noqa: S608 - our own names


def _parquet(files: Sequence[str]) -> str:
    """Read files alone: the name of a folder, like agent=ann, is no column."""
    return f"read_parquet({_listed(files)}, union_by_name = true, hive_partitioning = false)"


def _written(table: Table, files: Sequence[str]) -> str:
    fields = ", ".join(f"{name}: '{WRITTEN[kind]}'" for name, kind in table.columns.items())
    how = f"format = 'newline_delimited', columns = {{{fields}}}, hive_partitioning = false"
    return f"SELECT {_columns(table, TAKEN)} FROM read_json({_listed(files)}, {how})"  # noqa: S608


def _columns(table: Table, taken: Mapping[Kind, str]) -> str:
    return ", ".join(
        f"{taken[kind].format(name)} AS {name}" for name, kind in table.columns.items()
    )


def _guarded(rows: str, table: Table) -> str:
    """Stop at a row that is not sound: left out, or null, it would falsify every sum."""
    told = f"error('a row of {table.form.name} lacks what it needs')"
    guard = f"CASE WHEN {table.guard()} THEN true ELSE {told} END"
    return f"SELECT * FROM ({rows}) WHERE {guard}"  # noqa: S608 - of our own names


def _listed(files: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(_literal(path)) for path in files)}]"


def _literal(path: str) -> str:
    """Write a path as the pattern that it alone fulfils."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
