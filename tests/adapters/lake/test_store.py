"""A store with partitions elsewhere shows and keeps the very lines that a plain one would."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from bot.adapters.folder_store import FolderStore
from bot.adapters.git_chronicle import GitChronicle
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.lake import manifest, parquet
from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.chronicle import LakeChronicle
from bot.adapters.lake.columns import SETTLEMENTS, SIGNALS, form_of
from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.stage import LakeStage
from bot.adapters.lake.store import LakeStore
from bot.adapters.patience import Patience
from bot.adapters.remote import find_remote
from bot.adapters.unsent import keep
from bot.errors import CannotPush, CannotReach, CorruptState, StateError
from bot.ports.store import Message, Receipt, Store
from bot.state.in_memory import MemoryTree
from bot.state.tree import Append, Operation, Remove, Replace, Tree, Write
from bot.state.wire import read_unsent
from bot.words.canonical import Json
from tests.adapters.lake.lines import WRITTEN
from tests.adapters.operations import EVENTS, AddEvents, add_events, writes
from tests.adapters.state_git import BRANCH, GENESIS, SEALED, install_hook, make_bare, make_clone
from tests.fakes.object_store import PLACE, ObjectStore

DAYS = ("2026-11-20", "2026-11-21")
PATHS = [form.folder + day + ".jsonl" for form in (SIGNALS, SETTLEMENTS) for day in DAYS]
LEDGER = "state/ledger/2026-11-21.jsonl"
LINE = WRITTEN[SETTLEMENTS][0]
MESSAGE = Message("Add")
NOWHERE: Mapping[str, str] = {}
IN_LAKE = dict.fromkeys(("signals", "settlements"), "lake")
PART = manifest.Part(
    place="lake", name="ledger/2026-11-21/a-1.parquet", sha256="0" * 64, rows=1, bytes=1
)
QUICK = Patience(tries=3, seconds=0.0, sleep=lambda _: None)


@dataclass
class Bench:
    """One repository whose policy is changed from time to time."""

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def shelf(self) -> Shelf:
        return Shelf(self.folder, self.environ, PartCache(self.folder / "parts"), patience=0)

    def local(self, places: Mapping[str, str]) -> Store:
        shelf = self.shelf()
        staging = partial(LakeStage, shelf=shelf, places=places)
        return LakeStore(FolderStore(self.folder, self.folder / "own", staging), shelf)

    def branch(self, places: Mapping[str, str]) -> Store:
        shelf = self.shelf()
        staging = partial(LakeStage, shelf=shelf, places=places)
        remote = find_remote(self.folder, SEALED, "origin")
        habits = Habits(patience=QUICK, staging=staging)
        return LakeStore(GitStore(remote, BRANCH, self.folder / "own", GENESIS, habits), shelf)


def same(tree: Tree, model: MemoryTree) -> None:
    names = [path for path in tree.names("state/") if path != "state/README.md"]
    assert names == list(model.names("state/"))
    for prefix in ("state/ledger/", "state/events/", "state/ledger/2026-11-21", PATHS[0]):
        assert list(tree.names(prefix)) == list(model.names(prefix))
    tree.bring(names)
    for path in names:
        assert tree.read(path) == model.read(path)
        assert list(tree.lines(path)) == list(model.lines(path))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_new_lines_lie_in_the_lake_and_are_read_as_ever(bench: Bench) -> None:
    store = bench.local(IN_LAKE)
    store.commit([writes(Append(LEDGER, LINE))], MESSAGE)
    store.commit([writes(Append(LEDGER, LINE * 2))], MESSAGE)
    assert list(store.tree().lines(LEDGER)) == [LINE[:-1]] * 3
    assert not (bench.folder / LEDGER).exists()
    listed = manifest.path_of(LEDGER)
    parts = manifest.parts_of(listed, (bench.folder / listed).read_bytes())
    assert [(part.place, part.rows) for part in parts] == [("lake", 1), ("lake", 2)]
    assert store.tree().read("state/ledger/2026-11-22.jsonl") is None


FEW = 3


@pytest.mark.parametrize(
    "seed", [*range(FEW), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(FEW, 30))]
)
def test_whatever_is_switched_the_lines_and_their_order_stay(bench: Bench, seed: int) -> None:
    """Writers in and out of the lake, replaced files, days made Parquet: all as in one file."""
    chance, model = random.Random(seed), MemoryTree()
    for step in range(40):
        places = chance.choice([NOWHERE, IN_LAKE, {"settlements": "other"}])
        operations = [_some(chance, step, number) for number in range(chance.randint(1, 3))]
        bench.local(places).commit(operations, MESSAGE)
        model.run(operations)
        if chance.random() < 0.15:
            _packed(bench, chance.choice(PATHS))
        same(bench.local(NOWHERE).tree(), model)


def _some(chance: random.Random, step: int, number: int) -> Operation:
    path = chance.choice(PATHS)
    form = form_of(path)
    assert form
    lines = WRITTEN[form]
    added = Append(path, b"".join(chance.choices(lines, k=chance.randint(1, 4))))
    odd = Append(path, f"{step} {number}\n".encode())
    choice = chance.random()
    if choice < 0.05:
        return writes(Remove(path))
    if choice < 0.1:
        return writes(Replace(path, lines[0]), added)
    if choice < 0.15:
        return writes(Remove(path), added)
    return writes(added, odd, Append("state/other.jsonl", b"x\n"))


def _packed(bench: Bench, path: str) -> None:
    """Do what compacting does: the whole partition as Parquet in the state, and nothing else."""
    form, tree = form_of(path), bench.local(NOWHERE).tree()
    assert form
    data = parquet.encode(tree.lines(path), form)
    stem = bench.folder / path.removesuffix(".jsonl")
    stem.with_suffix(".jsonl").unlink(missing_ok=True)
    stem.with_suffix(".parts.json").unlink(missing_ok=True)
    if parquet.rows(data):
        stem.parent.mkdir(parents=True, exist_ok=True)
        stem.with_suffix(".parquet").write_bytes(data)


@dataclass(frozen=True)
class Counts:
    """Add a line for each line there is, and one more: reads what it and others just wrote."""

    path: str
    kind: ClassVar[str] = "test-counts"

    def apply(self, tree: Tree) -> Iterable[Write]:
        for _ in range(2):
            count = sum(1 for _ in tree.lines(self.path))
            assert len((tree.read(self.path) or b"").splitlines()) == count
            assert (self.path in tree.names("state/")) == bool(count)
            yield Append(self.path, LINE * (count + 1))

    def wire(self) -> Mapping[str, Json]:
        return {}


def test_an_operation_sees_what_was_written_before_it(bench: Bench) -> None:
    operations: list[Operation] = [Counts(LEDGER), Counts(LEDGER)]
    model = MemoryTree().run(operations)
    store = bench.local(IN_LAKE)
    store.commit(operations, MESSAGE)
    same(store.tree(), model)
    assert len(list((bench.folder / "lake").rglob("*.parquet"))) == 1


def test_a_partition_goes_on_where_it_began(bench: Bench) -> None:
    bench.local(NOWHERE).commit([writes(Append(LEDGER, LINE))], MESSAGE)
    bench.local(IN_LAKE).commit([writes(Append(LEDGER, LINE))], MESSAGE)
    assert (bench.folder / LEDGER).read_bytes() == LINE * 2
    assert not (bench.folder / "lake").exists()


@pytest.mark.parametrize("ending", [".parquet", ".parts.json"])
def test_no_operation_that_sees_lines_writes_what_stands_for_them(
    bench: Bench, ending: str
) -> None:
    """Work of compacting that is sent again later would take away what it did not see."""
    store = bench.local(IN_LAKE)
    store.commit([writes(Append(LEDGER, LINE))], MESSAGE)
    path = LEDGER.replace(".jsonl", ending)
    for write in (Replace(path, b"x"), Remove(path)):
        with pytest.raises(StateError, match="only `governor compact` does"):
            store.commit([writes(write, Remove(LEDGER))], MESSAGE)
    assert list(store.tree().lines(LEDGER)) == [LINE[:-1]]


def test_a_line_without_end_is_refused(bench: Bench) -> None:
    with pytest.raises(CorruptState, match="has no end"):
        bench.local(IN_LAKE).commit([writes(Append(LEDGER, b"{}"))], MESSAGE)


@pytest.mark.parametrize(
    "listed",
    [
        b"{}",
        b'{"v":1,"parts":{}}',
        b'{"v":1,"parts":[{"name":"../../etc/x.parquet"}]}',
        b'{"v":1,"parts":[{"place":"lake"}]}',
        b'{"v":2,"parts":[]}',
        b"",
        manifest.page([PART.model_copy(update={"name": "ledger/2026-11-20/a-1.parquet"})]),
        manifest.page([PART.model_copy(update={"name": "ledger/2026-11-21/../x.parquet"})]),
        manifest.page([PART.model_copy(update={"place": "lake/../../other"})]),
        manifest.page([PART.model_copy(update={"place": "https://example.com/x"})]),
        manifest.page([PART.model_copy(update={"place": "s3://key:word@bucket"})]),
        manifest.page([PART.model_copy(update={"place": ""})]),
        manifest.page([PART, PART]),
    ],
)
def test_a_list_of_parts_that_is_none_stops(bench: Bench, listed: bytes) -> None:
    path = bench.folder / manifest.path_of(LEDGER)
    path.parent.mkdir(parents=True)
    path.write_bytes(listed)
    for ask in (lambda: list(bench.local(NOWHERE).tree().lines(LEDGER)), lambda: _add(bench)):
        with pytest.raises(Exception, match=r"2026-11-21\.parts\.json") as at:
            ask()
        assert type(at.value).__name__ in ("CorruptState", "UnknownSchema")
    assert path.read_bytes() == listed


def _add(bench: Bench) -> Receipt:
    return bench.local(IN_LAKE).commit([writes(Append(LEDGER, LINE))], MESSAGE)


def test_a_folder_store_says_what_the_lake_refused(bench: Bench) -> None:
    (bench.folder / "lake").write_text("a file")
    with pytest.raises(CannotReach, match="Cannot reach the storage: lake: "):
        _add(bench)
    assert bench.local(NOWHERE).tree().names("state/") == []


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return make_clone(tmp_path / "one", make_bare(tmp_path / "bare.git"))


def test_two_writers_race_and_nothing_is_lost_or_twice(
    tmp_path: Path, repo: Path, s3: ObjectStore
) -> None:
    places = {"signals": PLACE}
    bare = tmp_path / "bare.git"
    other = Bench(make_clone(tmp_path / "two", bare), s3.environ)
    mine = Bench(repo, s3.environ).branch(places)
    mine.commit([AddEvents(("a", "b"))], MESSAGE)
    mine.tree()  # what it knows is old by the time it writes
    other.branch(places).commit([AddEvents(("b", "c"))], MESSAGE)
    receipt = mine.commit([AddEvents(("c", "d"))], MESSAGE)
    assert receipt.tries == 2
    tree = other.branch(places).tree()
    assert list(tree.lines(EVENTS)) == [b"a", b"b", b"c", b"d"]
    assert len(list(tree.lines("state/count.jsonl"))) == 4


def test_nothing_new_asks_the_store_for_nothing(repo: Path, s3: ObjectStore) -> None:
    bench = Bench(repo, s3.environ)
    bench.branch({"signals": PLACE}).commit([AddEvents(("a", "b"))], MESSAGE)
    s3.asked.clear()
    again = bench.branch({"signals": PLACE})
    assert list(again.tree().lines(EVENTS)) == [b"a", b"b"]
    assert not again.commit([AddEvents(("a", "b"))], MESSAGE).changed
    assert s3.requests == 0
    again.commit([AddEvents(("c",))], MESSAGE)
    assert s3.asked == {"PUT": 1}


def test_what_the_store_did_not_take_is_kept_and_sent_later(repo: Path, s3: ObjectStore) -> None:
    bench = Bench(repo, {**s3.environ, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    work = AddEvents(("a", "b"))
    with pytest.raises(CannotPush, match=rf"3 tries .*{PLACE}: the store does not answer") as at:
        bench.branch({"signals": PLACE}).commit([work], MESSAGE)
    unsent = Path(at.value.unsent)
    found = read_unsent("x", unsent.read_bytes().splitlines(), {AddEvents.kind: add_events})
    assert found.operations == [work]
    well = Bench(repo, s3.environ).branch({"signals": PLACE})
    well.commit(found.operations, MESSAGE)
    assert list(well.tree().lines(EVENTS)) == [b"a", b"b"]
    assert keep(unsent.parent, found) == unsent


def test_the_chronicle_shows_lines_and_which_partitions_changed(
    tmp_path: Path, repo: Path, s3: ObjectStore
) -> None:
    bench = Bench(repo, s3.environ)
    for ids in (("a",), ("a", "b")):
        bench.branch({"signals": PLACE}).commit([AddEvents(ids)], MESSAGE)
    remote = find_remote(repo, SEALED, "origin")
    found = GitChronicle(repo, remote, BRANCH, tmp_path / "private")
    first, second = LakeChronicle(found, bench.shelf()).steps()
    assert set(second.changed) == {EVENTS, "state/count.jsonl"}
    assert (first.after.read(EVENTS), second.after.read(EVENTS)) == (b"a\n", b"a\nb\n")


def test_a_push_that_is_refused_leaves_a_part_that_nobody_reads(
    tmp_path: Path, repo: Path, s3: ObjectStore
) -> None:
    bench = Bench(repo, s3.environ)
    places = {"signals": PLACE}
    bench.branch(places).commit([AddEvents(("a",))], MESSAGE)
    hook = install_hook(tmp_path / "bare.git", "pre-receive", "exit 1")
    with pytest.raises(CannotPush):
        bench.branch(places).commit([AddEvents(("b",))], MESSAGE)
    assert list(bench.branch(places).tree().lines(EVENTS)) == [b"a"]
    hook.unlink()
    bench.branch(places).commit([AddEvents(("b",))], MESSAGE)
    assert list(bench.branch(places).tree().lines(EVENTS)) == [b"a", b"b"]
    assert len(bench.shelf().stored(PLACE)) == 3
