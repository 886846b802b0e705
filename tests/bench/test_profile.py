from pathlib import Path

import pytest

from bench.__main__ import main


@pytest.mark.long
def test_a_profile_names_the_cycle_and_where_its_time_goes(tmp_path: Path) -> None:
    file = tmp_path / "profile.txt"
    assert main(["profile", "cycle", "--days", "1", "--out", str(file)]) == 0
    told = file.read_text()
    assert "Ordered by: internal time" in told
    assert "bot/commands/cycle.py" in told
    assert str(Path.home()) not in told
