import pytest

from bench.__main__ import main
from bench.scale import HEAD, partitions, units


def test_every_kind_of_line_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scale", "--signals", "20"]) == 0
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[5:]]
    assert [row[0] for row in rows] == ["signals", "telemetry", "settlements", "marks", "all"]
    assert {len(row) for row in rows} == {len(HEAD)}


def test_bytes_are_those_of_one_signal() -> None:
    path, lines = partitions(20)["signals"]
    assert units(20, path, lines).plain == sum(map(len, lines)) / 20
