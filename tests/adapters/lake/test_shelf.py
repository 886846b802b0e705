"""Parts go to a folder or a bucket and come back verified, or a plain sentence says why not."""

import random
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import pytest

from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.columns import SIGNALS
from bot.adapters.lake.manifest import Part
from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.trouble import Away
from bot.errors import CannotReach, CorruptState
from tests.adapters.lake.lines import lines_of
from tests.fakes.object_store import PLACE, ObjectStore, object_store

PATH = "state/events/signals/2026-11-21.jsonl"
LISTED = "state/events/signals/2026-11-21.parts.json"
LINES = lines_of(SIGNALS)
AZURE = "abfss://fleet@anybody.dfs.core.windows.net/governor"


def shelf(
    folder: Path,
    environ: Mapping[str, str] | None = None,
    *,
    largest: int = 1_000_000,
    patience: float = 0.0,
) -> Shelf:
    return Shelf(folder, environ or {}, PartCache(folder / "parts", largest), patience=patience)


def empty(folder: Path) -> None:
    for path in (folder / "parts").glob("*"):
        path.unlink()


def read(at: Shelf, part: Part) -> list[bytes]:
    return list(at.lines(part, SIGNALS, LISTED))


def lies_at(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_folder_keeps_parts_and_gives_them_back(tmp_path: Path) -> None:
    here = shelf(tmp_path)
    part = here.put("lake", PATH, SIGNALS, LINES)
    assert part.name.startswith("events/signals/2026-11-21/")
    assert lies_at(tmp_path / "lake") == [tmp_path / "lake" / part.name]
    assert (tmp_path / "lake" / part.name).stat().st_size == part.bytes
    empty(tmp_path)
    assert read(here, part) == LINES
    assert [one.name for one in here.stored("lake")] == [part.name]
    here.drop("lake", part.name)
    here.drop("lake", part.name)
    assert here.stored("lake") == []


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_folder_may_lie_outside_the_repository(tmp_path: Path, scheme: str) -> None:
    place = f"{scheme}{tmp_path / 'far'}"
    here = shelf(tmp_path / "repo")
    part = here.put(place, PATH, SIGNALS, LINES)
    empty(tmp_path / "repo")
    assert read(here, part) == LINES
    assert lies_at(tmp_path / "far") == [tmp_path / "far" / part.name]


def test_a_bucket_keeps_parts_and_gives_them_back(tmp_path: Path, s3: ObjectStore) -> None:
    here = shelf(tmp_path, s3.environ)
    part = here.put(PLACE, PATH, SIGNALS, LINES)
    assert s3.asked == {"PUT": 1}
    assert read(shelf(tmp_path, s3.environ), part) == LINES
    assert s3.asked == {"PUT": 1}
    empty(tmp_path)
    assert read(here, part) == LINES
    assert [one.name for one in here.stored(PLACE)] == [part.name]
    here.drop(PLACE, part.name)
    assert here.stored(PLACE) == []


def test_the_same_lines_put_again_by_one_writer_are_one_part(
    tmp_path: Path, s3: ObjectStore
) -> None:
    here = shelf(tmp_path, s3.environ)
    assert here.put(PLACE, PATH, SIGNALS, LINES) == here.put(PLACE, PATH, SIGNALS, LINES)
    other = shelf(tmp_path, s3.environ).put(PLACE, PATH, SIGNALS, LINES)
    assert len({one.name for one in here.stored(PLACE)}) == 2
    assert other.sha256 == here.put(PLACE, PATH, SIGNALS, LINES).sha256


def test_what_is_missing_comes_at_once_and_only_once(tmp_path: Path, s3: ObjectStore) -> None:
    writer = shelf(tmp_path / "one", s3.environ)
    parts = [writer.put(PLACE, PATH, SIGNALS, LINES[:1] * n) for n in range(1, 21)]
    reader = shelf(tmp_path / "two", s3.environ)
    s3.asked.clear()
    reader.bring((LISTED, part) for part in [*parts, *parts])
    assert s3.asked == {"HEAD": 20, "GET": 20}
    assert [len(read(reader, part)) for part in parts] == list(range(1, 21))
    reader.bring((LISTED, part) for part in parts)
    assert s3.requests == 40


def test_the_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    parts = [shelf(tmp_path).put("lake", PATH, SIGNALS, LINES[:1] * n) for n in range(1, 6)]
    size = parts[0].bytes
    fresh = shelf(tmp_path, largest=2 * size + size // 2)
    empty(tmp_path)
    for part in parts:
        shelf(tmp_path, largest=2 * size + size // 2).bring([(LISTED, part)])
    kept = {path.stem for path in lies_at(tmp_path / "parts")}
    assert kept == {part.sha256 for part in parts[-2:]}
    assert read(fresh, parts[0]) == LINES[:1]


def test_a_probe_changes_nothing(tmp_path: Path, s3: ObjectStore) -> None:
    here = shelf(tmp_path, s3.environ)
    here.probe(PLACE)
    assert here.stored(PLACE) == []
    for place in ("s3://nobody/x", "lake"):
        with pytest.raises(Away, match="there is no such bucket or folder"):
            here.probe(place)


def test_a_damaged_copy_is_fetched_anew(tmp_path: Path) -> None:
    here = shelf(tmp_path)
    part = here.put("lake", PATH, SIGNALS, LINES)
    (tmp_path / "parts" / f"{part.sha256}.parquet").write_bytes(b"PAR1")
    assert read(here, part) == LINES


def test_a_damaged_part_stops_and_is_left_untouched(tmp_path: Path) -> None:
    here = shelf(tmp_path)
    part = here.put("lake", PATH, SIGNALS, LINES)
    empty(tmp_path)
    (tmp_path / "lake" / part.name).write_bytes(b"PAR1")
    with pytest.raises(CorruptState, match=r"parts\.json: its part lake/.* is not what was") as at:
        read(here, part)
    assert "was left untouched" in str(at.value)
    assert (tmp_path / "lake" / part.name).read_bytes() == b"PAR1"
    assert lies_at(tmp_path / "parts") == []


@pytest.mark.parametrize("where", ["lake", PLACE])
def test_a_part_that_is_gone_stops(tmp_path: Path, s3: ObjectStore, where: str) -> None:
    here = shelf(tmp_path, s3.environ)
    kept, part = (here.put(where, PATH, SIGNALS, LINES[:n]) for n in (1, 2))
    empty(tmp_path)
    here.drop(where, part.name)
    with pytest.raises(CorruptState, match=r"its part .*\.parquet is gone"):
        here.bring([(LISTED, part)])
    assert read(here, kept) == LINES[:1]


def test_a_folder_that_is_gone_is_no_damage(tmp_path: Path) -> None:
    here = shelf(tmp_path)
    part = here.put("lake", PATH, SIGNALS, LINES)
    empty(tmp_path)
    (tmp_path / "lake").rename(tmp_path / "elsewhere")
    with pytest.raises(Away, match="there is no such bucket or folder"):
        read(here, part)


def test_no_bucket_is_a_sentence(tmp_path: Path) -> None:
    with object_store() as s3:
        here = shelf(tmp_path, s3.environ)
        with pytest.raises(Away) as at:
            here.put("s3://nobody/x", PATH, SIGNALS, LINES)
        assert str(at.value).startswith("Cannot reach s3://nobody/x: there is no such bucket or")
        assert str(at.value).endswith("Create it, or mend `storage` in policies/governor.yml.")
        assert not at.value.trouble.again
        part = here.put(PLACE, PATH, SIGNALS, LINES).model_copy(update={"place": "s3://nobody/x"})
        empty(tmp_path)
        with pytest.raises(Away, match="there is no such bucket or folder"):
            read(here, part)


@pytest.mark.parametrize(
    ("answer", "says", "again"),
    [
        (HTTPStatus.FORBIDDEN, "the store refuses these credentials", False),
        (HTTPStatus.SERVICE_UNAVAILABLE, "the store does not answer", True),
    ],
)
def test_a_refusal_is_a_sentence(
    tmp_path: Path, s3: ObjectStore, answer: HTTPStatus, says: str, *, again: bool
) -> None:
    here = shelf(tmp_path, s3.environ)
    part = here.put(PLACE, PATH, SIGNALS, LINES)
    empty(tmp_path)
    s3.refuse = answer
    for ask in (
        lambda: here.put(PLACE, PATH, SIGNALS, LINES[:1]),
        lambda: read(here, part),
        lambda: here.stored(PLACE),
        lambda: here.drop(PLACE, part.name),
    ):
        with pytest.raises(Away, match=says) as at:
            ask()
        assert at.value.trouble.again is again
        assert "test" not in str(at.value).replace("latest", "")


def test_a_store_that_refuses_every_second_request_serves_in_the_end(
    tmp_path: Path, s3: ObjectStore
) -> None:
    chance = random.Random(7)
    s3.refuse, s3.refuses = HTTPStatus.SERVICE_UNAVAILABLE, lambda: chance.random() < 0.5
    here = shelf(tmp_path, s3.environ, patience=20.0)
    parts = [here.put(PLACE, PATH, SIGNALS, LINES[:1] * n) for n in range(1, 4)]
    empty(tmp_path)
    here.bring((LISTED, part) for part in parts)
    assert [len(read(here, part)) for part in parts] == list(range(1, 4))


def test_a_cache_that_takes_nothing_costs_requests_only(tmp_path: Path, s3: ObjectStore) -> None:
    (tmp_path / "parts").write_text("a file, as good as a full disk")
    here = shelf(tmp_path, s3.environ)
    part = here.put(PLACE, PATH, SIGNALS, LINES)
    here.bring([(LISTED, part)])
    assert read(here, part) == LINES
    assert s3.asked["GET"] == 2


def test_a_hosted_runner_takes_no_folder_for_a_store(tmp_path: Path, s3: ObjectStore) -> None:
    here = shelf(tmp_path, {**s3.environ, "RUNNER_ENVIRONMENT": "github-hosted"})
    for place in ("lake", f"file://{tmp_path}/lake"):
        with pytest.raises(Away, match="whose disk is gone after the job") as at:
            here.put(place, PATH, SIGNALS, LINES)
        assert not at.value.trouble.again
    here.put(PLACE, PATH, SIGNALS, LINES)
    assert not (tmp_path / "lake").exists()


SAS = "sv=2022-11-02&sp=rl&sig=abcdef%3DHIDDEN"


@pytest.mark.parametrize(
    ("place", "environ", "says"),
    [
        (PLACE, {"AWS_ACCESS_KEY_ID": "abcd"}, "AWS_SECRET_ACCESS_KEY is not set, but"),
        (PLACE, {"AWS_SECRET_ACCESS_KEY": "abcd"}, "AWS_ACCESS_KEY_ID is not set, but"),
        (AZURE, {"AZURE_STORAGE_KEY": "no base64!"}, "AZURE_STORAGE_KEY is no key"),
        (AZURE, {"AZURE_STORAGE_SAS_TOKEN": f"?{SAS}"}, "does not answer"),
    ],
)
def test_credentials_that_let_nobody_in_are_a_sentence_without_them(
    tmp_path: Path, place: str, environ: Mapping[str, str], says: str
) -> None:
    away = {"AZURE_STORAGE_BLOB_ENDPOINT": "http://127.0.0.1:9"}
    with pytest.raises(CannotReach, match=says) as at:
        shelf(tmp_path, {**away, **environ}).probe(place)
    for secret in environ.values():
        assert secret not in str(at.value)
    assert "HIDDEN" not in str(at.value)


def test_a_store_that_is_down_is_a_sentence(tmp_path: Path) -> None:
    environ = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "a"}
    with pytest.raises(Away, match="the store does not answer") as at:
        shelf(tmp_path, {**environ, "AWS_SECRET_ACCESS_KEY": "b"}).put(PLACE, PATH, SIGNALS, LINES)
    assert at.value.trouble.again


def test_a_folder_that_takes_nothing_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file")
    with pytest.raises(Away, match="Cannot reach lake: "):
        shelf(tmp_path).put("lake", PATH, SIGNALS, LINES)
