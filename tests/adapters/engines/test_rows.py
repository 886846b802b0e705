"""What a replay takes from a ledger: the very rows, each once, that were known by its end."""

from pathlib import Path

import pytest

from bot.commands.replaying.ledger import settled_by
from bot.errors import CannotRead
from bot.ledger.settlements import Settlement
from bot.ports.engine import Engine
from bot.words.canonical import encode_line
from bot.words.instant import parse
from tests.adapters.engines.rows import written
from tests.adapters.engines.test_measures import fleet


def order(one: Settlement) -> tuple[str, str, int, int]:
    return one.received_at, one.signal_id, one.horizon_hours, one.price_version


def test_rows_come_back_as_they_were_written(engine: Engine, tmp_path: Path) -> None:
    rows = fleet(60)
    files = [
        written(tmp_path, rows[:100], "2026-03-01.parquet"),
        written(tmp_path, rows[80:]),  # what lies there twice is one
    ]
    found = settled_by(engine, files)(parse("2026-04-01T00:00:00.000Z"))
    assert [one.wire() for one in found] == [one.wire() for one in sorted(rows, key=order)]
    until = parse("2026-03-02T01:30:00.000Z")
    known = [one for one in found if one.settled_at <= "2026-03-02T01:30:00.000Z"]
    assert 0 < len(known) < len(found)
    assert settled_by(engine, files)(until) == known


@pytest.mark.parametrize("text", [b"NaN", b"-Infinity"])
def test_a_price_that_is_none_is_not_replayed(duck: Engine, tmp_path: Path, text: bytes) -> None:
    """Those that are summed stop the engine itself; of the others the row is asked."""
    path = tmp_path / "2026-03-02.jsonl"
    line = encode_line(fleet(2)[3].wire())
    path.write_bytes(line.replace(b'"entry_price":100.0', b'"entry_price":' + text))
    with pytest.raises(CannotRead, match="entry_price"):
        settled_by(duck, [str(path)])(parse("2026-04-01T00:00:00.000Z"))
