"""What is measured is what the state names; a place that a person names is read whole."""

import shutil
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path

import pytest

from bot.adapters.engines.session import shown
from bot.adapters.lake.columns import SETTLEMENTS
from bot.adapters.lake.objects import Objects
from bot.adapters.lake.parquet import encode
from bot.adapters.lake.places import opened, opening
from bot.errors import BadUsage, CannotReach, CannotRead
from bot.ledger.settlements import Settlement, path_of
from bot.ports.store import Message
from bot.state.tree import Append
from bot.wiring.engines import engine_of
from bot.wiring.shell import Options, Shell
from bot.words.canonical import encode_line
from tests.adapters.engines.rows import row
from tests.adapters.operations import writes
from tests.adapters.state_git import make_bare, make_clone
from tests.fakes.object_store import PLACE, ObjectStore, object_store

ROOT = Path(__file__).parents[2]
ROWS = [row(number, number / 4) for number in range(20)]
NEXT_DAY = [row(1440 + number, number / 4) for number in range(10)]
ORPHAN = [row(number, -500.0) for number in range(100, 103)]


@pytest.fixture
def bucket() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store


@pytest.fixture
def shell(tmp_path: Path, bucket: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Open a repository whose state is a branch and whose new settlements go to the bucket."""
    for name, value in bucket.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    repo = make_clone(tmp_path / "repo", make_bare(tmp_path / "bare.git"))
    shutil.copytree(ROOT / "policies", repo / "policies")
    return Shell(Options(str(repo)))


def settle(shell: Shell, place: str, rows: Sequence[Settlement]) -> None:
    policy = shell.repo / "policies" / "governor.yml"
    text = (ROOT / "policies" / "governor.yml").read_text()
    policy.write_text(text.replace('  ledger: ""', f'  ledger: "{place}"'))
    store = Shell(Options(str(shell.repo))).store
    lines = b"".join(encode_line(one.wire()) for one in rows)
    store.commit([writes(Append(path_of(rows[0].day), lines))], Message("Settle"))


def counted(shell: Shell, place: str = "") -> object:
    chosen = engine_of(shell, "", "")
    with chosen.ledger(place) as files, chosen.open() as engine:
        engine.show("settlements", files)
        return sum(int(found["n"] or 0) for found in engine.ask("measures"))


def test_what_the_state_names_counts_and_no_orphan(shell: Shell) -> None:
    settle(shell, "", NEXT_DAY)
    settle(shell, PLACE, ROWS[:10])
    settle(shell, PLACE, ROWS[10:])
    found = opening(PLACE, shell.repo, shell.environ)
    data = encode([encode_line(one.wire())[:-1] for one in ORPHAN], SETTLEMENTS)
    Objects(opened(found), found.root).put("ledger/2026-03-02/orphan.parquet", data)
    assert counted(shell) == len(ROWS) + len(NEXT_DAY)
    assert counted(shell, PLACE) == len(ROWS) + len(ORPHAN)


def test_a_state_that_settled_nothing_says_so(shell: Shell) -> None:
    with pytest.raises(CannotRead, match="the state: its state/ledger/ is empty"):
        counted(shell)


def test_a_bucket_that_holds_nothing_or_refuses_is_told(shell: Shell, bucket: ObjectStore) -> None:
    with pytest.raises(CannotRead, match="s3://elsewhere/ledger: it holds no"):
        counted(shell, "s3://elsewhere/ledger")
    bucket.refuse = HTTPStatus.FORBIDDEN
    with pytest.raises(CannotReach, match="the store refuses these credentials"):
        counted(shell, PLACE)


@pytest.mark.parametrize("spark", ["spark://host:7077", "sc://host:15002", "yarn"])
def test_a_cluster_is_not_sent_to_files_of_this_machine(shell: Shell, spark: str) -> None:
    with (
        pytest.raises(BadUsage, match=f"Cannot have {spark} read the state of this machine"),
        engine_of(shell, "", spark).ledger(""),
    ):
        pytest.fail("it was sent there")
    (shell.repo / "2026-03-02.parquet").touch()
    with engine_of(shell, "", spark).ledger(str(shell.repo)) as files:
        assert files == [str(shell.repo / "2026-03-02.parquet")]


def test_machines_settle_into_a_folder_that_all_share(shell: Shell) -> None:
    far = engine_of(shell, "", "sc://host:15002")
    far.check_stage("/shared/ledger")
    with pytest.raises(BadUsage, match="give a folder that all its machines and this one share"):
        far.check_stage(PLACE)
    engine_of(shell, "", "local[2]").check_stage(PLACE)


def test_no_token_of_a_cluster_is_shown(shell: Shell) -> None:
    asked = "sc://host:15002/;token=abc123;use_ssl=true"
    assert shown(asked) == "sc://host:15002"
    with (
        pytest.raises(BadUsage) as refused,
        engine_of(shell, "", asked).ledger(""),
    ):
        pass
    assert "abc123" not in str(refused.value)
