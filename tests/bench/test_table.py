import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bench import table
from bench.__main__ import main
from bench.cases import CASES
from bench.child import python, run
from bench.results import wire
from bench.row import Measured, Row, at_least, at_most, both


def row(**changes: object) -> Row:
    given = {
        "case": "cycle",
        "inputs": "200 agents",
        "n": 100,
        "ours": Measured("governor", (0.2, 0.1, 0.4), 50.0),
        "rival": Measured("naive", (4.0, 2.0, 8.0), 500.0),
        "limit": at_least("times faster", 20.0, 20.0),
        **changes,
    }
    return Row(**given)  # type: ignore[arg-type]


def test_a_ratio_says_how_many_times_less_ours_is() -> None:
    assert row().ratio == 20.0
    assert row().memory_ratio == 10.0
    assert row(rival=None).ratio is None
    assert row(ours=Measured("governor")).ratio is None


@pytest.mark.parametrize(
    ("limit", "held"),
    [
        (at_most("MB", 5.0, 5.0), True),
        (at_most("MB", 5.1, 5.0), False),
        (at_most("MB", None, 5.0), False),
        (at_most("MB", float("nan"), 5.0), False),
        (at_least("x", 5.0, 5.0), True),
        (at_least("x", 4.9, 5.0), False),
        (at_least("x", float("nan"), 5.0), False),
        (both(at_least("x", 5.0, 5.0), at_most("MB", 6.0, 5.0)), False),
    ],
)
def test_a_limit_holds_only_where_a_number_says_so(limit: object, held: bool) -> None:  # noqa: FBT001
    assert row(limit=limit).held is held


def test_piped_it_is_one_markdown_line_a_row() -> None:
    heard = io.StringIO()
    table.show([row(), row(limit=at_most("MB", 7.0, 5.0))], Console(file=heard))
    fine, beyond = heard.getvalue().strip().splitlines()[2:]
    assert [cell.strip() for cell in fine.strip().strip("|").split("|")] == [
        "cycle",
        "200 agents",
        "100",
        "200 ms (100 to 400)",
        "50 MB",
        "naive",
        "4 s (2 to 8)",
        "500 MB",
        "20x",
        "times faster 20 ≥ 20",
        "yes",
    ]
    assert "MB 7 ≤ 5" in beyond
    assert beyond.strip().endswith("| NO  |")


def test_the_json_carries_every_turn() -> None:
    found = wire(row())
    assert found["governor"] == {
        "label": "governor",
        "median_s": 0.2,
        "seconds": [0.2, 0.1, 0.4],
        "peak_mb": 50.0,
    }
    assert found["ratio"] == 20.0


def test_memory_is_that_of_the_child_and_not_of_who_starts_it() -> None:
    held = bytearray(80_000_000)
    small, large = (run(python("timeit", "-n1", "-r1", text)) for text in ("0", "'x' * 90_000_000"))
    assert small.peak_mb < 40 < len(held) / 1e6 < large.peak_mb


def test_quick_inputs_go_through_the_whole_bench(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    main(["startup", "--quick", "--out", str(file)])
    found = json.loads(file.read_text())
    assert found["versions"]["python"]
    assert {one["case"] for one in found["rows"]} == {"start-up"}


@pytest.mark.long
@pytest.mark.parametrize("case", [case for case in CASES if case != "install"])
def test_a_case_runs_to_its_end(case: str, tmp_path: Path) -> None:
    """Limits are for the usual inputs; with little of them only the running is of interest."""
    file = tmp_path / "results.json"
    main([case, "--quick", "--out", str(file)])
    found = json.loads(file.read_text())["rows"]
    assert found
    assert all(one["governor"]["seconds"] for one in found)


def test_a_case_that_fails_is_a_row_beyond_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CASES, "broken", "bench.broken")
    file = tmp_path / "results.json"
    assert main(["broken", "--quick", "--out", str(file)]) == 1
    (row,) = json.loads(file.read_text())["rows"]
    assert "No module named 'bench.broken'" in row["limit"]["says"]


def test_a_case_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["nonsense"])
    assert "there is no case nonsense" in capsys.readouterr().err
