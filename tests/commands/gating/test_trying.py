"""A change of policy is tried on history, beside a verdict that does not rest on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bench.fleet.world import World as Fleet
from bot.adapters.past import PastFolders
from bot.commands.gate import GateKeeper, Order, gate, gate_all
from bot.commands.gating.remembering import Shelf
from bot.commands.gating.subject import Pull
from bot.commands.gating.trying import Bundled, Past, Trial
from bot.commands.looking import Look, look
from bot.commands.replaying.budget import Budget
from bot.commands.replaying.comparing import Rivals
from bot.commands.replaying.reading import Wanted, read_past
from bot.decisions.merging import Standing
from bot.decisions.replaying.trial import deciding
from bot.effects.effect import UpsertComment
from bot.effects.merge_check import NAME
from bot.effects.planning.comments import comments
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.checks import Annotation, CheckRun, Severity
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull, PullRequest
from bot.state.documents import load, put
from bot.state.impact import IMPACTS, Merged
from bot.state.report.report import REPORT
from bot.wiring.trying import bundled_fleet
from bot.words.instant import parse
from tests import snapshots
from tests.adapters.forge.conftest import face, founded, github, local, local_forge, world
from tests.adapters.forge.world import World
from tests.commands.gating import pasts
from tests.effects.reports import NOW, usual
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

__all__ = ["face", "founded", "github", "local", "local_forge", "world"]
EVERY = timedelta(hours=6)
A_DAY = 4  # looks
SMALL = Fleet("small", 40, {"none": 2, "edge": 2, "negative": 3})
RETIREMENT, PROMOTION = "policies/retirement.yml", "policies/promotion.yml"
AGENTS = "policies/agents.yml"
RISK, KILLS = "policies/risk.yml", "policies/kill_list.yml"
EVENTS, LEDGER = "state/events/", "state/ledger/"
STANDING = Standing(usual(), "", parse(NOW))


@dataclass(slots=True)
class Yard:
    """A forge, a fleet with a judged history, and a gate that counts what it tries."""

    world: World
    texts: dict[str, str]
    store: MemoryStore
    seconds: float = 1e6
    elapsed: float = 0.0
    output: HeardOutput = field(default_factory=HeardOutput)
    bundled: Bundled = bundled_fleet

    def put(self, branch: str, files: dict[str, str]) -> None:
        head = self.world.bot.branch_head(branch)
        changes = [FileChange(path, text.encode()) for path, text in files.items()]
        start = head or self.world.main()
        self.world.owner.commit_files(branch, start, changes, f"Change {branch}", head)

    def pull(self, branch: str, path: str, old: str, new: str) -> PullRequest:
        assert old in self.texts[path]
        return self.open(branch, {path: self.texts[path].replace(old, new)})

    def open(self, branch: str, files: dict[str, str]) -> PullRequest:
        self.put(branch, files)
        return self.world.owner.open_pull(NewPull(f"Change {branch}", branch, "main"))

    @property
    def keeper(self) -> GateKeeper:
        @contextmanager
        def forge() -> Iterator[Forge]:
            yield self.world.bot

        def clock() -> float:
            self.elapsed += 1.0
            return self.elapsed

        return GateKeeper(
            forge,
            lambda _: STANDING,
            self.output,
            Shelf(lambda: self.store),
            trial=lambda kept: Trial(
                self.store.tree, Budget(clock, self.seconds), self.output, self.bundled, kept, EVERY
            ),
        )

    def run(self, pull: PullRequest) -> CheckRun:
        found = [one for one in self.world.bot.check_runs(pull.head_sha, NAME) if "gov" in one.app]
        return found[-1]

    @property
    def reading(self) -> float:
        """Tell how long it takes to read the history: a second a file."""
        names = self.store.now.names("state/")
        return float(sum(name.startswith((EVENTS, LEDGER)) for name in names))

    def notes(self, pull: PullRequest) -> list[Annotation]:
        return [one for one in self.run(pull).report.annotations if one.title == "Policy impact"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    place = tmp_path_factory.mktemp("fleet")
    return place, pasts.written(place, SMALL, 5)


@pytest.fixture(scope="module")
def state(folder: tuple[Path, dict[str, str]]) -> dict[str, bytes]:
    return pasts.judged(folder[0]).now.files


Founded = tuple[dict[str, str], dict[str, bytes]]


@pytest.fixture
def fleet(folder: tuple[Path, dict[str, str]], state: dict[str, bytes]) -> Founded:
    """Give a fleet that is killed at a loss of 9,000 bps, and its judged history."""
    texts = dict(folder[1])
    texts[RETIREMENT] = (
        texts[RETIREMENT]
        .replace("use: off                 # Kills", "use: act                 # Kills")
        .replace("pnl_sum_below_bps: -150", "pnl_sum_below_bps: -9000")
    )
    return texts, state


def yard_on(world: World, fleet: Founded) -> Yard:
    made = Yard(world, fleet[0], MemoryStore(dict(fleet[1])))
    made.put("main", made.texts)
    made.store.now.write(put(REPORT.pattern, usual()))
    return made


@pytest.fixture
def yard(local: World, fleet: Founded) -> Yard:
    return yard_on(local, fleet)


@pytest.fixture
def both(world: World, fleet: Founded) -> Yard:
    """Give the yard on this disk, and through GitHub's API."""
    return yard_on(world, fleet)


OLD, NEW = "pnl_sum_below_bps: -9000", "pnl_sum_below_bps: -1500"


def policy_of(texts: dict[str, str]) -> Policy:
    policy, problems = read({path: text.encode() for path, text in texts.items()})
    assert policy is not None, problems
    return policy


def told(yard: Yard) -> str:
    """Give the body of the comment that would be written."""
    forge = yard.world.bot
    looked = look(forge, yard.store.tree(), policy_of(yard.texts), Look(parse(NOW), "1"))
    (said,) = comments(looked.material, looked.seen).effects
    assert isinstance(said, UpsertComment)
    return said.body


def test_check_note_and_comment_name_exactly_who_would_be_killed(both: Yard) -> None:
    pull = both.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate_all(both.keeper) == 0
    page = load(both.store.tree(), IMPACTS).pulls[str(pull.number)].page
    snapshots.matches("policy_impact.md", page)
    assert page in told(both)
    assert page in both.run(pull).report.summary
    (note,) = both.notes(pull)
    line = both.texts[RETIREMENT].split(OLD)[0].count("\n") + 1
    assert (note.path, note.start_line, note.severity) == (RETIREMENT, line, Severity.NOTICE)
    would = (
        "Over the last 40 days this would have killed 1 agent it kept, stopped 1 agent another way"
    )
    assert note.message.startswith(would)
    assert "- killed only after: `none-001`\n- stopped another way: `none-000`\n" in page


def test_a_head_that_has_not_moved_is_tried_once(yard: Yard) -> None:
    yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate_all(yard.keeper) == 0
    kept = load(yard.store.tree(), IMPACTS)
    yard.elapsed = 0.0
    for _ in range(2):
        assert gate_all(yard.keeper) == 0
    assert load(yard.store.tree(), IMPACTS) == kept
    assert yard.elapsed == 0.0


def test_what_was_tried_is_known_to_who_judges_the_head_again(yard: Yard) -> None:
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate_all(yard.keeper) == 0
    said = yard.run(pull).report
    yard.elapsed = 0.0
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    assert yard.elapsed == 0.0
    assert yard.run(pull).report == said


def test_what_a_closed_request_would_do_is_forgotten(yard: Yard) -> None:
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate_all(yard.keeper) == 0
    yard.world.owner.close_pull(pull.number)
    assert gate_all(yard.keeper) == 0
    assert not load(yard.store.tree(), IMPACTS).pulls


def test_what_a_merged_request_was_found_to_do_stays_until_another_is_merged(yard: Yard) -> None:
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    other = yard.pull("other", RETIREMENT, OLD, "pnl_sum_below_bps: -2000")
    assert gate_all(yard.keeper) == 0
    kept = load(yard.store.tree(), IMPACTS)
    assert kept.in_force is None
    yard.world.owner.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    yard.world.owner.close_pull(other.number)
    for _ in range(2):
        assert gate_all(yard.keeper) == 0
        found = load(yard.store.tree(), IMPACTS)
        assert not found.pulls
        assert found.in_force == Merged(
            number=str(pull.number), impact=kept.pulls[str(pull.number)]
        )
    yard.texts[RETIREMENT] = yard.texts[RETIREMENT].replace(OLD, NEW)
    assert found.in_force
    assert found.in_force.impact.rules == deciding(policy_of(yard.texts))


def test_advice_is_no_pass_and_the_base_rules(yard: Yard) -> None:
    """However well a change does in history, it may not raise whom nobody proved."""
    loose = yard.texts[PROMOTION].replace("e_value: 7 ", "e_value: 1.1 ")
    registry = yard.texts[AGENTS].replace("stage: shadow", "stage: live", 1)
    assert registry != yard.texts[AGENTS]
    pull = yard.open("own", {PROMOTION: loose, AGENTS: registry})
    assert gate(yard.keeper, Order(Pull(pull.number))) == 1
    assert "may not rise to live" in yard.run(pull).report.summary
    assert yard.notes(pull)


def test_risk_without_benefit_is_flagged(yard: Yard) -> None:
    pull = yard.pull("looser", RISK, "MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 900")
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    (note,) = yard.notes(pull)
    assert note.severity is Severity.WARNING
    assert "raises risk (risk.MAX_DRAWDOWN_BPS: 250 becomes 900)" in note.message
    assert "⚠️ **This raises risk" in yard.run(pull).report.summary


def test_a_kill_is_not_tried(yard: Yard) -> None:
    """A kill list has no dates: nobody would have known its entries in the past."""
    listed = "v: 1\nagents:\n  - {name: negative-004, reason: odd, by: kim}\n"
    pull = yard.open("kill", {KILLS: listed})
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    assert yard.elapsed == 0.0
    assert "Policy impact" not in yard.run(pull).report.summary


def test_mistakes_are_all_named_and_nothing_is_tried(yard: Yard) -> None:
    wrong = {RISK: "v: 1\nhaircut: 7\n", PROMOTION: "v: 1\nalpha_days: many\n"}
    pull = yard.open("wrong", wrong)
    assert gate(yard.keeper, Order(Pull(pull.number))) == 1
    places = {one.path for one in yard.run(pull).report.annotations}
    assert places == {RISK, PROMOTION}
    assert yard.elapsed == 0.0


def test_where_time_runs_out_both_are_cut_at_the_same_look(yard: Yard) -> None:
    yard.seconds = yard.reading + A_DAY * 30
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    summary = yard.run(pull).report.summary
    assert "the time for it ran out" in summary
    assert "Over the last 30 days" in summary


def test_one_for_which_no_time_is_left_is_tried_in_the_next_round(yard: Yard) -> None:
    yard.seconds = yard.reading + A_DAY * 30
    first = yard.pull("tighter", RETIREMENT, OLD, NEW)
    second = yard.pull("tightest", RETIREMENT, OLD, "pnl_sum_below_bps: -500")
    assert gate_all(yard.keeper) == 0
    assert set(load(yard.store.tree(), IMPACTS).pulls) == {str(first.number)}
    assert gate_all(yard.keeper) == 0
    assert set(load(yard.store.tree(), IMPACTS).pulls) == {str(first.number), str(second.number)}


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_what_takes_longer_than_a_round_has_is_not_begun_in_each(yard: Yard, share: float) -> None:
    """Reading counts: a history that cannot be read in time keeps nobody from a verdict."""
    yard.seconds = share * (yard.reading + A_DAY)
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate_all(yard.keeper) == 0
    assert yard.elapsed <= yard.seconds + 2
    kept = load(yard.store.tree(), IMPACTS).pulls[str(pull.number)]
    assert "do not suffice to try this on a day of history" in kept.sentence
    assert "do not suffice" in yard.run(pull).report.summary
    yard.elapsed = 0.0
    assert gate_all(yard.keeper) == 0
    assert yard.elapsed == 0.0


def test_a_state_that_cannot_be_read_keeps_nobody_from_a_verdict(yard: Yard) -> None:
    yard.store.now.files["state/audit/2026-02.jsonl"] = b"{"
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    assert "could not be tried on history" in yard.run(pull).report.summary


def test_without_history_another_fleet_is_shown_and_said_so(
    yard: Yard, folder: tuple[Path, dict[str, str]]
) -> None:
    def other(rivals: Rivals) -> Past:
        past = PastFolders(folder[0] / "events", folder[0] / "prices", rivals.before.prices)
        return rivals, lambda terms: read_past(past, terms, Wanted(None, None, EVERY))

    yard.store, yard.bundled = MemoryStore(), other
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    summary = yard.run(pull).report.summary
    assert "There is no history yet; this is the fleet that is bundled" in summary
    assert "`none-001`" in summary


def test_numbers_that_no_arithmetic_holds_keep_nobody_from_a_verdict(yard: Yard) -> None:
    def overflowing(_: Rivals) -> Past:
        raise OverflowError("numerical result out of range")

    yard.store, yard.bundled = MemoryStore(), overflowing
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    said = "It could not be tried on history: numerical result out of range"
    assert said in yard.run(pull).report.summary


@pytest.mark.parametrize("key", ["sigma_start_bps", "em_steps"])
def test_a_number_beyond_all_measure_is_a_mistake(yard: Yard, key: str) -> None:
    whole = {"em_steps": "1000000000", "sigma_start_bps": "1.0e308"}[key]
    nested = f"  filter:\n    em_steps: {whole}\n" if key == "em_steps" else f"  {key}: {whole}\n"
    pull = yard.open("busy", {PROMOTION: f"v: 1\nevidence:\n{nested}"})
    assert gate(yard.keeper, Order(Pull(pull.number))) == 1
    (note,) = yard.run(pull).report.annotations
    assert (note.path, key in note.message) == (PROMOTION, True)
    assert yard.elapsed == 0.0


@pytest.mark.long
def test_without_history_the_fleet_of_the_demo_is_shown(yard: Yard) -> None:
    yard.store = MemoryStore()
    pull = yard.pull("tighter", RETIREMENT, OLD, NEW)
    assert gate(yard.keeper, Order(Pull(pull.number))) == 0
    summary = yard.run(pull).report.summary
    assert "There is no history yet" in summary
    assert "coin-" in summary or "inverse-ada" in summary
