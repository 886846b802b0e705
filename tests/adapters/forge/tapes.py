"""Cassettes of normal paths on GitHub: what is on each, and how one is recorded and played.

Record all of them again, from the face of a local forge: python -m tests.adapters.forge.tapes
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from vcr.cassette import Cassette

from bot.adapters.github.access import PUBLIC, Access, Token
from bot.adapters.github.forge import open_forge
from bot.adapters.local_forge import LocalForge
from bot.ports.forge import Forge
from bot.ports.forge.checks import CheckReport, CheckStatus, Conclusion, NewStatus, StatusState
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import NewPull
from tests.adapters.forge.conftest import HASTY, ticking
from tests.adapters.forge.world import ACME, GENESIS, PEOPLE
from tests.adapters.tapes import cassette
from tests.face.face import Face
from tests.face.plan import Fault
from tests.face.server import serve

FOLDER = Path(__file__).parent / "cassettes"
KEPT = {"content-type", "link", "retry-after"}
BOT = "governor[bot]"
RUNNING = CheckReport(CheckStatus.IN_PROGRESS)
PASSED = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS, "Approved", "All well.")
SLOW_DOWN = "You have exceeded a secondary rate limit."


def promote(forge: Forge) -> list[str]:
    head = forge.branch_head("main") or ""
    change = FileChange("policies/agents.yml", b"momentum: canary\n")
    commit = forge.commit_files("governor/promote/m", head, [change], "Promote momentum", None)
    pull = forge.open_pull(NewPull("[AUTO-PROMOTE] m", "governor/promote/m", "main", "Why."))
    labels = forge.add_labels(pull.number, ["governor"])
    comment = forge.create_comment(pull.number, "## Report")
    run = forge.create_check_run(pull.head_sha, "governor/gate", RUNNING)
    done = forge.update_check_run(run.id, PASSED)
    status = forge.set_status(pull.head_sha, NewStatus("governor/gate", StatusState.SUCCESS))
    same = str(commit.sha == pull.head_sha == done.head_sha == status.sha)
    return [f"#{pull.number}", *labels, comment.author, str(done.report.conclusion), same]


def look(forge: Forge) -> list[str]:
    number = forge.open_issue("Fleet", "Report", ["governor"]).number
    fleet = forge.pin_issue(number)
    text = forge.read_file("README.md", "main") or b""
    return [fleet.title, str(fleet.pinned), text.decode(), str(len(forge.survey()))]


def hurry(forge: Forge) -> list[str]:
    return [forge.open_issue(title).title for title in ("First", "Second")]


@dataclass(frozen=True, slots=True)
class Tape:
    name: str
    act: Callable[[Forge], list[str]]
    faults: Sequence[Fault] = ()

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.yaml"


TAPES = (
    Tape("promote", promote),
    Tape("look", look),
    Tape(
        "hurry",
        hurry,
        [Fault("POST /repos/{owner}/{repo}/issues", 403, SLOW_DOWN, {"Retry-After": "3"}, nth=2)],
    ),
)


def play(tape: Tape) -> tuple[list[str], Cassette]:
    with cassette(tape.path, PUBLIC, PUBLIC, KEPT) as played:
        return _acted(tape, PUBLIC), played


def record(tape: Tape) -> None:
    with TemporaryDirectory() as folder:
        clock = ticking()
        owner = LocalForge.found(Path(folder, "forge"), clock, ACME, GENESIS)
        owner.admit(BOT, PEOPLE[BOT], is_bot=True)
        with serve(Face(owner.acting_as, clock, {"recorded": BOT}, ACME.full_name)) as face:
            face.plan.lay(*tape.faults)
            with cassette(tape.path, face.url, PUBLIC, KEPT):
                _acted(tape, face.url)
            assert face.mistakes == []


def _acted(tape: Tape, url: str) -> list[str]:
    forge = open_forge(Access(ACME.full_name, Token("recorded"), url, 5, 0, 0), HASTY)
    try:
        return tape.act(forge)
    finally:
        forge.close()


if __name__ == "__main__":
    for each in TAPES:
        record(each)
