"""One text, two engines, and plain Python: the same measures."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.lake.arrow import arrow, parquet
from bot.errors import CannotRead, CorruptState, GovernorError
from bot.ledger.settlements import Settlement
from bot.ports.engine import Engine
from tests.adapters.engines.rows import asked, expected, row, same, written

RECEIVED = b'"2026-03-02T00:01:00.000Z"'  # of row 1
NETS = st.none() | st.integers(-4_000_000, 4_000_000).map(lambda micro: micro / 10_000)
ROWS = st.lists(
    st.builds(
        row,
        st.integers(0, 25),
        NETS,
        horizon=st.sampled_from([1, 24]),
        version=st.integers(1, 3),
        flat=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda one: (*one.key, one.price_version),
)


def fleet(count: int, seed: int = 7) -> list[Settlement]:
    """Give rows of several agents, each twentieth corrected later."""
    chance = Random(seed)
    rows = []
    for number in range(count):
        agent, code = f"agent-{number % 3}", (None, "f1", "f2")[number % 5 % 3]
        net = None if number % 11 == 0 else round(chance.gauss(1, 90), 6)
        for horizon in (1, 4, 24):
            one = row(number, net, agent=agent, fingerprint=code, horizon=horizon, flat=True)
            rows.append(one)
            if number % 20 == 0:
                better = row(number, 33.25, agent=agent, fingerprint=code, horizon=horizon)
                rows.append(better._replace(price_version=2))
    return rows


@pytest.mark.parametrize("name", ["2026-03-02.jsonl", "2026-03-02.parquet"])
def test_a_fleet_is_measured_as_python_does(engine: Engine, tmp_path: Path, name: str) -> None:
    rows = fleet(900)
    assert same(asked(engine, written(tmp_path, rows, name)), expected(rows))


def test_files_of_both_kinds_are_one_ledger(engine: Engine, tmp_path: Path) -> None:
    rows = fleet(300)
    old = written(tmp_path, rows[:500], "2026-03-01.parquet")
    new = written(tmp_path, rows[500:])
    assert same(asked(engine, old, new), expected(rows))


def test_a_row_that_lies_there_twice_counts_once(engine: Engine, tmp_path: Path) -> None:
    rows = fleet(60)
    files = [written(tmp_path, rows, f"2026-03-0{day}.parquet") for day in (1, 2)]
    assert same(asked(engine, *files), expected(rows))


@pytest.mark.parametrize("count", [1, 19, 20, 21, 60, 139, 140, 141, 280, 560])
def test_the_worst_twentieth_is_rounded_up(duck: Engine, tmp_path: Path, count: int) -> None:
    chance = Random(count)
    rows = [row(number, chance.randrange(-9, 9) / 4) for number in range(count)]
    assert same(asked(duck, written(tmp_path, rows)), expected(rows))


def test_the_worst_twentieth_is_rounded_up_on_spark(spark: Engine, tmp_path: Path) -> None:
    counts = (1, 19, 20, 21, 60, 139, 140, 141, 280, 560)
    rows = [
        row(1_000 * place + number, (number * 37 % count) / 4, agent=f"a{place}")
        for place, count in enumerate(counts)
        for number in range(count)
    ]
    assert same(asked(spark, written(tmp_path, rows)), expected(rows))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_any_rows_are_measured_as_python_does(
    duck: Engine, tmp_path: Path, rows: list[Settlement]
) -> None:
    assert same(asked(duck, written(tmp_path, rows)), expected(rows))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"v":1,"signal_id":', "not a settlement"),
        (b"[]", "not a settlement"),
        (b"null", "not a settlement"),
        (b'{"v":1}', "not a settlement"),
        (b'{"v":1,"price_version":1.5}', "not a settlement"),
    ],
)
def test_a_line_that_is_none_stops_with_its_place(
    engine: Engine, tmp_path: Path, line: bytes, says: str
) -> None:
    path = Path(written(tmp_path, fleet(4)))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:5], line + b"\n", *lines[5:]]))
    with pytest.raises(CorruptState, match=rf"{path.name}:6: it is {says}"):
        asked(engine, str(path))


@pytest.mark.parametrize("field", ["signal_id", "price_version", "received_at", "v"])
def test_a_field_that_is_missing_is_not_null(engine: Engine, tmp_path: Path, field: str) -> None:
    path = Path(written(tmp_path, fleet(4)))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(f'"{field}":'.encode(), b'"other":')
    path.write_bytes(b"".join(lines))
    with pytest.raises(CorruptState, match=rf"{path.name}:3"):
        asked(engine, str(path))


def test_a_time_is_what_its_own_zone_says(engine: Engine, tmp_path: Path) -> None:
    path = Path(written(tmp_path, [row(1, 77.25)]))
    (there,) = asked(engine, str(path))
    path.write_bytes(path.read_bytes().replace(RECEIVED, b'"2026-03-02T02:01:00+02:00"'))
    (elsewhere,) = asked(engine, str(path))
    assert elsewhere["first_at"] == there["first_at"]


@pytest.mark.parametrize("text", [b'"2026-03-02T00:01:00"', b'"2026-03-02"', b'"soon"'])
def test_a_time_without_a_zone_is_none(engine: Engine, tmp_path: Path, text: bytes) -> None:
    path = Path(written(tmp_path, [row(1, 77.25)]))
    path.write_bytes(path.read_bytes().replace(RECEIVED, text))
    with pytest.raises(GovernorError, match=r"received_at has no time zone|not a settlement"):
        asked(engine, str(path))


@pytest.mark.parametrize("text", [b"NaN", b"Infinity", b"1e400"])
def test_what_is_no_number_is_not_added(engine: Engine, tmp_path: Path, text: bytes) -> None:
    path = Path(written(tmp_path, [row(1, 77.25), row(2, 5.0)]))
    path.write_bytes(path.read_bytes().replace(b'"net_bps":77.25', b'"net_bps":' + text))
    with pytest.raises(CorruptState, match=rf"{path.name}:1"):
        asked(engine, str(path))


def test_parquet_of_something_else_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "2026-03-02.parquet"
    path.write_bytes(b"PAR1 is not enough")
    with pytest.raises(CannotRead, match="Cannot read the tables"):
        asked(engine, str(path))


AGENTS = [
    "o'hara",
    'a "b"',
    "x; DROP TABLE settlements --",
    "üñí\u202e\U0001f600",
    "two\nlines",
    "a\\b",
]


@pytest.mark.parametrize("name", ["2026-03-02.jsonl", "2026-03-02.parquet"])
def test_names_are_data(engine: Engine, tmp_path: Path, name: str) -> None:
    rows = [row(number, 1.25, agent=agent) for number, agent in enumerate(AGENTS)]
    assert same(asked(engine, written(tmp_path, rows, name)), expected(rows))


def test_paths_are_names(engine: Engine, tmp_path: Path) -> None:
    """Neither a quote nor what others take for a pattern or a column means anything in a path."""
    files = []
    for number, name in enumerate(["o'hara [1]", "a*", "ab", "agent=eve", "{x,y}?", "é %20"]):
        (tmp_path / name).mkdir()
        one = row(number, 1.0)
        files.append(
            written(tmp_path / name, [one], f"2026-03-02.{('jsonl', 'parquet')[number % 2]}")
        )
    (tmp_path / "eve").mkdir()
    rows = [row(number, 1.0) for number in range(len(files))]
    assert same(asked(engine, *files), expected(rows))
    assert same(asked(engine, *files[1:2]), expected(rows[1:2]))


def test_zeros_of_either_sign_are_ties(engine: Engine, tmp_path: Path) -> None:
    rows = [row(number, net) for number, net in enumerate([-0.0, 0.0, -0.0])]
    (found,) = asked(engine, written(tmp_path, rows))
    assert (found["ties"], str(found["min_bps"]), str(found["net_bps"])) == (3, "0.0", "0.0")


def test_an_older_file_may_lack_what_may_be_null(engine: Engine, tmp_path: Path) -> None:
    rows = [row(number, 2.5, fingerprint=None) for number in range(4)]
    files = [written(tmp_path, [one], f"2026-03-0{n}.parquet") for n, one in enumerate(rows, 1)]
    for file in files[:2]:
        table = parquet().read_table(file)
        parquet().write_table(table.drop_columns(["fingerprint", "reason"]), file)
    assert same(asked(engine, *files), expected(rows))
    assert same(asked(engine, *files[:2]), expected(rows[:2]))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("net_bps", float("nan")),
        ("net_bps", float("inf")),
        ("gross_bps", 1e13),
        ("price_version", None),
        ("price_version", "gone"),
    ],
)
def test_parquet_that_is_not_sound_stops(
    engine: Engine, tmp_path: Path, column: str, value: float | str | None
) -> None:
    sound = written(tmp_path, [row(1, 1.0)], "2026-03-01.parquet")
    file = written(tmp_path, [row(2, 2.0), row(3, 3.0)], "2026-03-02.parquet")
    table = parquet().read_table(file)
    place = table.column_names.index(column)
    if value == "gone":
        table = table.remove_column(place)
    else:
        values = arrow().array([value, table[column][1].as_py()], table.schema.field(column).type)
        table = table.set_column(place, column, values)
    parquet().write_table(table, file)
    with pytest.raises(CannotRead, match="Cannot read the tables"):
        asked(engine, sound, file)
