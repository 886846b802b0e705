"""One text, two engines, and plain Python: the same measures."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import CannotRead, CorruptState
from bot.ledger.settlements import Settlement
from bot.ports.engine import Engine
from tests.adapters.engines.rows import asked, expected, row, same, written

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
