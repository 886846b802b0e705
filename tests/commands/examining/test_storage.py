from bot.commands.examining.line import Health, Line
from bot.commands.examining.storage import packed, storage
from bot.errors import CannotReach


def test_each_place_is_asked_and_one_that_is_away_hides_no_other() -> None:
    def reach(place: str) -> None:
        if place == "s3://a":
            raise CannotReach(place, "there is no such bucket", "Create it.")

    first, second = storage(["s3://a", "lake"], reach)
    assert first == Line(
        "storage",
        Health.DEFECT,
        "Cannot reach s3://a: there is no such bucket. Create it.",
        "see docs/storage.md on s3://a",
    )
    assert (second.health, second.says) == (Health.OK, "lake answers")


def test_a_state_that_holds_all_itself_needs_nobody() -> None:
    assert [one.says for one in storage((), print)] == ["in the state itself"]


def test_days_that_no_workflow_could_read_are_a_defect() -> None:
    days = ["state/ledger/2026-03-02.parquet", "state/ledger/2026-03-03.parquet"]
    (line,) = packed(days, ())
    assert line.health is Health.DEFECT
    assert line.says.startswith(f"2 files like {days[0]} cannot be read by the workflows")
    assert "storage.parquet_days" in line.mend
    assert list(packed(days, ("lake",))) == list(packed((), ())) == []
