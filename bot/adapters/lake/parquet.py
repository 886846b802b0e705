"""Lines of a partition as Parquet, and the very same lines from it again.

The same lines give the same bytes. A line that its columns would not give back byte for byte is
kept beside them as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from bot.adapters.lake.arrow import arrow, parquet
from bot.adapters.lake.columns import RAW, Form, Kind
from bot.adapters.lake.values import Value, record_of, taken, written
from bot.errors import CorruptState

ROWS = 100_000
AT_ONCE = 20_000
LEVEL = 9
FORM_KEY = "governor.form"


def encode(lines: Iterable[bytes], form: Form) -> bytes:
    sink = BytesIO()
    write(lines, form, sink)
    return sink.getvalue()


def write(lines: Iterable[bytes], form: Form, sink: BinaryIO) -> int:
    """Write lines in the order given; gives their count."""
    schema, count, rest = _schema(form), 0, iter(lines)
    with _writer(schema, form, sink) as file:
        while batch := list(islice(rest, ROWS)):
            file.write_table(_table(batch, form, schema), row_group_size=ROWS)
            count += len(batch)
    return count


def write_table(table: Any, form: Form, sink: BinaryIO) -> None:  # noqa: ANN401 - no types
    """Write columns in the order given, as the lines that they stand for would be."""
    schema = _schema(form)
    whole = table.append_column(RAW, arrow().nulls(table.num_rows, arrow().binary()))
    with _writer(schema, form, sink) as file:
        for first in range(0, table.num_rows, ROWS):
            part = whole.select(schema.names).slice(first, ROWS).cast(schema).combine_chunks()
            file.write_table(part, row_group_size=ROWS)


@contextmanager
def _writer(schema: Any, form: Form, sink: BinaryIO) -> Iterator[Any]:  # noqa: ANN401 - no types
    with parquet().ParquetWriter(
        sink, schema, compression="zstd", compression_level=LEVEL, store_schema=False
    ) as file:
        file.add_key_value_metadata({FORM_KEY: form.name})
        yield file


def lines(source: bytes | Path, form: Form, path: str) -> Iterator[bytes]:
    """Yield the lines; `path` is what a person is told where it is damaged."""
    broken = arrow().ArrowException
    given = BytesIO(source) if isinstance(source, bytes) else source
    try:
        with parquet().ParquetFile(given) as file:
            _check(file, form, path)
            for batch in file.iter_batches(AT_ONCE):
                yield from _lines(batch.to_pydict(), form)
    except (OSError, broken) as error:
        raise CorruptState(path, f"it is no sound Parquet ({str(error).strip()})") from None


def rows(source: bytes | Path) -> int:
    given = BytesIO(source) if isinstance(source, bytes) else source
    return int(parquet().read_metadata(given).num_rows)


def _table(batch: Sequence[bytes], form: Form, schema: Any) -> Any:  # noqa: ANN401 - no types
    records = [record_of(line) for line in batch]
    columns = {column.name: taken(column, records) for column in form.columns}
    found = _written(columns, form, len(batch))
    raw = [None if own == line else line for own, line in zip(found, batch, strict=True)]
    return arrow().table({**columns, RAW: raw}, schema=schema)


def _lines(columns: Mapping[str, Sequence[Any]], form: Form) -> Iterator[bytes]:
    raw = columns[RAW]
    found = _written(columns, form, len(raw))
    return (own if kept is None else kept for own, kept in zip(found, raw, strict=True))


def _written(columns: Mapping[str, Sequence[Value]], form: Form, count: int) -> Iterator[bytes]:
    parts = [written(column, columns[column.name]) for column in form.columns]
    if not count:
        return iter(())
    return (f"{{{''.join(fields)[1:]}}}".encode() for fields in zip(*parts, strict=True))


def _schema(form: Form) -> Any:  # noqa: ANN401 - no types
    pa = arrow()
    types = {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.MOMENT: pa.int64(),
    }
    fields = [pa.field(column.name, types[column.kind]) for column in form.columns]
    return pa.schema([*fields, pa.field(RAW, pa.binary())])


def _check(file: Any, form: Form, path: str) -> None:  # noqa: ANN401 - no types
    said = (file.metadata.metadata or {}).get(FORM_KEY.encode(), b"").decode(errors="replace")
    if said != form.name:
        raise CorruptState(path, f"it holds {said or 'something else'}, not {form.name}")
