"""Days written anew: the same lines, less room, and nothing taken away that did not come back."""

import os
import random
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from bot.adapters.folder_store import FolderStore, FolderTree
from bot.adapters.lake import manifest, parquet
from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.columns import SETTLEMENTS, form_of
from bot.adapters.lake.housekeeping import SMALL, LakeHouse, places_named
from bot.adapters.lake.pressing import Press
from bot.adapters.lake.shelf import NOBODY, Shelf
from bot.adapters.lake.tree import LakeTree
from bot.commands.compact import Wish, Yard, compact
from bot.commands.human import Desk
from bot.errors import CorruptState
from bot.policy.policy import Policy
from bot.policy.storage import Storage
from bot.ports.store import Message
from bot.state.audit import files
from bot.state.audit.note import PolicySource, Witness
from bot.state.in_memory import MemoryTree
from bot.state.tree import Append
from bot.state.wire import Unsent, read_unsent, write_unsent
from bot.wiring.decoders import ALL
from bot.words.canonical import encode_line
from bot.words.instant import DAY
from tests.adapters.lake.lines import settlement
from tests.adapters.old_branch import NOW, shelf_of
from tests.adapters.operations import writes
from tests.fakes.output import HeardOutput
from tests.state.audit.writing import FIRST_POLICY

DAY_PATH = "state/ledger/2026-03-02.jsonl"
PACKED, LISTED = "state/ledger/2026-03-02.parquet", "state/ledger/2026-03-02.parts.json"


def rows(count: int, first: int = 0) -> bytes:
    """Draw rows that differ as real ones do: of equal ones deflating alone makes nothing."""
    lines = []
    for number in range(first, first + count):
        chance = random.Random(number)
        made = settlement(
            signal_id=f"{chance.getrandbits(256):064x}",
            run_id=f"r{number}",
            entry_price=chance.random(),
            exit_price=chance.random(),
            gross_bps=chance.random(),
            net_bps=chance.random(),
        )
        lines.append(encode_line(made.wire()))
    return b"".join(lines)


def pressed(tree: MemoryTree, *paths: str) -> MemoryTree:
    return tree.copy().run([Press(paths)])


def test_a_day_becomes_parquet_with_the_same_bytes(tmp_path: Path) -> None:
    tree = MemoryTree({DAY_PATH: rows(600)})
    after = pressed(tree, DAY_PATH)
    assert set(after.files) == {PACKED}
    assert LakeTree(after, shelf_of(tmp_path)).read(DAY_PATH) == rows(600)
    assert len(after.files[PACKED]) < len(rows(600)) / 3


def test_what_came_late_is_taken_in_the_next_time(tmp_path: Path) -> None:
    after = pressed(MemoryTree({DAY_PATH: rows(600)}), DAY_PATH)
    after.write(Append(DAY_PATH, rows(3, 600)))
    assert LakeTree(after, shelf_of(tmp_path)).read(DAY_PATH) == rows(603)
    again = pressed(after, DAY_PATH)
    assert set(again.files) == {PACKED}
    assert LakeTree(again, shelf_of(tmp_path)).read(DAY_PATH) == rows(603)
    assert pressed(again, DAY_PATH).files == again.files


def test_odd_lines_come_back_too(tmp_path: Path) -> None:
    odd = rows(600) + b'{"v":1,  "spaced": true}\nno json at all\n'
    after = pressed(MemoryTree({DAY_PATH: odd}), DAY_PATH)
    assert LakeTree(after, shelf_of(tmp_path)).read(DAY_PATH) == odd


def test_a_day_that_would_need_more_room_stays(tmp_path: Path) -> None:
    tree = MemoryTree({DAY_PATH: rows(1)})
    assert pressed(tree, DAY_PATH).files == tree.files
    assert LakeHouse(shelf_of(tmp_path), ()).due(tree, "2026-04-01", "2026-04-01") == []


def test_a_small_day_is_left_alone_unless_it_is_parquet_already(tmp_path: Path) -> None:
    house, tree = LakeHouse(shelf_of(tmp_path), ()), MemoryTree({DAY_PATH: rows(150)})
    assert len(rows(150)) < SMALL
    assert house.due(tree, "2026-04-01", "2026-04-01") == []
    late = pressed(MemoryTree({DAY_PATH: rows(600)}), DAY_PATH)
    late.write(Append(DAY_PATH, rows(3, 600)))
    assert [one.lines for one in house.due(late, "2026-04-01", "2026-04-01")] == [603]


def test_lines_that_would_not_come_back_stay_where_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = MemoryTree({DAY_PATH: rows(600)})
    monkeypatch.setattr(parquet, "encode", _short)
    with pytest.raises(CorruptState, match="would not come back from Parquet"):
        pressed(tree, DAY_PATH)


def _short(lines: list[bytes], form: object) -> bytes:
    assert form is SETTLEMENTS
    sink = BytesIO()
    parquet.write(lines[:-1], SETTLEMENTS, sink)
    return sink.getvalue()


def test_only_days_that_are_old_enough_are_due(tmp_path: Path) -> None:
    paths = [f"state/ledger/2026-03-0{day}.jsonl" for day in (1, 2, 3)]
    tree = MemoryTree({path: rows(600) for path in paths} | {"state/book/2026-03-01.jsonl": b"x\n"})
    (one, other) = LakeHouse(shelf_of(tmp_path), ()).due(tree, "2026-03-03", "2026-03-09")
    assert (one.path, other.path) == (paths[0], paths[1])
    assert one.bytes_before == len(rows(600))
    assert one.bytes_after == len(pressed(tree, paths[0]).files[paths[0][:-5] + "parquet"])


def test_parts_become_one_and_old_objects_go(tmp_path: Path) -> None:
    shelf, place = shelf_of(tmp_path), str(tmp_path / "bucket")
    form = form_of(DAY_PATH)
    assert form is not None
    parts = [shelf.put(place, DAY_PATH, form, rows(50, 50 * n).splitlines()) for n in range(4)]
    tree = MemoryTree({LISTED: manifest.page(parts), DAY_PATH: rows(5, 200)})
    assert places_named(tree) == {place}
    house = LakeHouse(shelf, [place])
    (due,) = house.due(tree, "2020-01-01", "2026-03-09")
    assert (due.lines, due.parts) == (205, 4)
    after = tree.copy().run([house.press([due])])
    assert set(after.files) == {LISTED}
    assert len(manifest.parts_of(LISTED, after.files[LISTED])) == 1
    assert LakeTree(after, shelf).read(DAY_PATH) == rows(205)
    assert house.due(after, "2020-01-01", "2026-03-09") == []
    bucket, later = tmp_path / "bucket", NOW + 40 * 365 * DAY
    (bucket / "ledger" / "notes.parquet").write_bytes(b"of somebody else")
    for path in (bucket / part.name for part in parts):
        long_ago(path)
    assert house.orphans(after, NOW - 40 * 365 * DAY, 30 * DAY) == []
    # They are forgotten since their merging, however old: commits of before that name them. A
    # clock that is ahead changes nothing of that.
    assert house.orphans(after, later, 30 * DAY) == []
    for one in manifest.parts_of(LISTED, after.files[LISTED]):
        long_ago(bucket / one.name)
    assert house.orphans(tree, later, 30 * DAY) != house.orphans(after, later, 30 * DAY)
    orphans = house.orphans(after, later, 30 * DAY)
    assert all(one.spare for one in orphans)
    assert {one.name for one in orphans} == {one.name for one in parts}
    house.drop(orphans)
    assert house.orphans(after, later, 30 * DAY) == []
    assert LakeTree(after, shelf_of(tmp_path)).read(DAY_PATH) == rows(205)
    assert (tmp_path / "bucket" / "ledger" / "notes.parquet").exists()


@pytest.mark.parametrize("owner", ["other", NOBODY])
def test_parts_of_another_fleet_in_the_same_bucket_are_left_alone(
    tmp_path: Path, owner: str
) -> None:
    mine, place = shelf_of(tmp_path), str(tmp_path / "bucket")
    theirs = Shelf(tmp_path, {}, PartCache(tmp_path / "theirs"), owner)
    form = form_of(DAY_PATH)
    assert form is not None
    old = theirs.put(place, DAY_PATH, form, rows(1).splitlines())
    new = theirs.put(place, DAY_PATH.replace("-02.", "-03."), form, rows(2).splitlines())
    long_ago(tmp_path / "bucket" / old.name)
    for shelf in (mine, shelf_of(tmp_path)):
        assert LakeHouse(shelf, [place]).orphans(MemoryTree(), NOW + 365 * DAY, DAY) == []
    found = LakeHouse(theirs, [place]).orphans(MemoryTree(), NOW + 365 * DAY, DAY)
    assert [one.name for one in found] == ([] if owner == NOBODY else [old.name])
    assert new.name.startswith(f"ledger/2026-03-03/{owner}-")


def long_ago(path: Path) -> None:
    at = path.stat().st_mtime - 90 * DAY.total_seconds()
    os.utime(path, (at, at))


def test_what_the_state_does_not_hold_is_not_removed(tmp_path: Path) -> None:
    """The branch may have been lost or begun anew, or work of old never sent again."""
    shelf, place = shelf_of(tmp_path), str(tmp_path / "bucket")
    form = form_of(DAY_PATH)
    assert form is not None
    own, copied, strange, newest = (
        shelf.put(place, DAY_PATH.replace("-02.", f"-0{day}."), form, lines.splitlines())
        for lines, day in ((rows(50), 2), (rows(20), 2), (rows(50, 40), 2), (rows(1), 3))
    )
    damaged = own.name.replace(own.sha256[:16], "damaged")
    (tmp_path / "bucket" / damaged).write_bytes(b"PAR1")
    for name in (own.name, copied.name, strange.name, damaged):
        long_ago(tmp_path / "bucket" / name)
    house = LakeHouse(shelf, [place])
    found = house.orphans(MemoryTree({LISTED: manifest.page([own])}), NOW, DAY)
    assert {one.name for one in found if one.spare} == {copied.name}
    assert {one.name for one in found if not one.spare} == {strange.name, damaged}
    house.drop(found)
    left = {own.name, strange.name, newest.name, damaged}
    assert {one.name for one in shelf.stored(place)} == left
    assert not [one for one in house.orphans(MemoryTree(), NOW, DAY) if one.spare]


def test_a_copy_of_a_state_touches_no_object(tmp_path: Path) -> None:
    shelf, place = shelf_of(tmp_path), str(tmp_path / "bucket")
    form = form_of(DAY_PATH)
    assert form is not None
    long_ago(tmp_path / "bucket" / shelf.put(place, DAY_PATH, form, rows(5).splitlines()).name)
    parts = [shelf.put(place, DAY_PATH, form, rows(20, 20 * n).splitlines()) for n in range(2)]
    tree = MemoryTree({LISTED: manifest.page(parts)})
    for is_copy, found in ((False, 1), (True, 0)):
        house = LakeHouse(shelf, [place], is_copy=is_copy)
        assert len(house.due(tree, "2020-01-01", "2026-03-09")) == found
    assert list(house.orphans(tree, NOW, DAY)) == []


def test_work_sent_again_from_a_file_presses_what_lies_in_the_state() -> None:
    lines = write_unsent(Unsent("Compact", {}, (Press((DAY_PATH,)),)))
    (again,) = read_unsent("kept.jsonl", lines, ALL).operations
    tree = MemoryTree({DAY_PATH: rows(600), LISTED: b"left alone"})
    assert tree.copy().run([again]).files == tree.files
    assert set(MemoryTree({DAY_PATH: rows(600)}).run([again]).files) == {PACKED}


def yard(root: Path, parquet_days: int = 45) -> Yard:
    store = FolderStore(root, root / ".governor" / "folder")
    witness = Witness(NOW, "rosa", PolicySource(FIRST_POLICY), "test")
    desk = Desk(store, HeardOutput(), Policy(), witness)
    return Yard(desk, Storage(parquet_days=parquet_days), LakeHouse(shelf_of(root), ()), None)


def test_a_folder_is_compacted_too_and_its_record_says_so(tmp_path: Path) -> None:
    here = yard(tmp_path)
    recent = f"state/events/signals/{(NOW - timedelta(days=3)).date()}.jsonl"
    filled = writes(Append(DAY_PATH, rows(600)), Append(recent, rows(1)))
    here.desk.store.commit([filled], Message("Fill"))
    compact(here, Wish())
    assert set(FolderTree(tmp_path).names("state/")) == {DAY_PATH, recent}
    compact(here, Wish(does=True))
    tree = FolderTree(tmp_path)
    assert set(tree.names("state/ledger/")) == {PACKED}
    assert tree.read(recent) == rows(1)
    assert LakeTree(tree, shelf_of(tmp_path)).read(DAY_PATH) == rows(600)
    assert next(files.newest_first(tree)).body["days"] == 1
    before = {path: tree.read(path) for path in tree.names("state/")}
    compact(here, Wish(does=True))
    assert {path: tree.read(path) for path in tree.names("state/")} == before


def test_where_policies_let_no_day_become_parquet_it_says_how_and_leaves_all(
    tmp_path: Path,
) -> None:
    here = yard(tmp_path, parquet_days=0)
    output = here.desk.output
    assert isinstance(output, HeardOutput)
    here.desk.store.commit([writes(Append(DAY_PATH, rows(600)))], Message("Fill"))
    compact(here, Wish())
    assert "1 file of closed days could be Parquet, " in output.said[0]
    assert "set storage.parquet_days in policies/governor.yml" in output.said[0]
    assert (output.results[0]["partitions"], output.results[0]["bytes_before"]) == ([], 0)
    compact(here, Wish(does=True))
    assert output.said[-1].startswith("Closed days stay plain lines: storage.parquet_days")
    assert FolderTree(tmp_path).names("state/") == [DAY_PATH]
    compact(replace(here, partitions=None), Wish())
    assert not output.warned
