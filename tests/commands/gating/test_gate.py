"""The gate over the forge port: on this disk, and through GitHub's API."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.adapters.local_forge import LocalForge
from bot.commands.gate import GateKeeper, Order, gate, gate_all, publish, target_from
from bot.commands.gating.round import is_due
from bot.commands.gating.subject import Group, Pull
from bot.decisions.merging import Standing
from bot.effects.merge_check import NAME
from bot.errors import (
    BadUsage,
    CannotReach,
    CannotRead,
    Invalid,
    MovedHead,
    NotMergeable,
    Refused,
)
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.checks import (
    CheckReport,
    CheckStatus,
    Conclusion,
    NewStatus,
    Required,
    Severity,
    Status,
    StatusState,
)
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull, PullRequest
from bot.words.instant import parse
from tests.adapters.forge.conftest import face, founded, github, local, local_forge, world
from tests.adapters.forge.world import World
from tests.effects.reports import HOUR, NOW, agent, breached, usual
from tests.fakes.output import HeardOutput
from tests.policy.shipped import texts

__all__ = ["face", "founded", "github", "local", "local_forge", "world"]
AGENTS, KILLS, LIMITS = "policies/agents.yml", "policies/kill_list.yml", "policies/risk.yml"
REGISTRY = """\
v: 1
agents:
  - {name: anchor-sol, strategy_class: momentum, version: a, stage: shadow, owner: kim}
  - {name: tide-btc, strategy_class: momentum, version: c, stage: live, owner: kim}
"""
BASE = {path: data.decode() for path, data in texts().items()} | {AGENTS: REGISTRY}
UP = {AGENTS: REGISTRY.replace("stage: shadow", "stage: canary")}
KILL = {KILLS: "v: 1\nagents:\n  - {name: tide-btc, reason: odd fills, by: kim}\n"}
LOOSER = {LIMITS: BASE[LIMITS].replace("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 300")}
ASKED = Standing(
    usual(agents={"anchor-sol": agent(decision="PROMOTE", asks="canary")}), "", parse(NOW)
)
HELD = replace(ASKED, report=usual(agents={"anchor-sol": agent(why="E is 2.3, needs 7")}))
LATCHED = Standing(breached(), HOUR, parse(NOW))
GREEN = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS, "Approved: trust me", "Fine.")


@dataclass(slots=True)
class Yard:
    """A fleet on a forge, and a gate that somebody keeps."""

    world: World
    standing: Standing = ASKED
    asked: list[Policy] = field(default_factory=list)
    before_setting: Callable[[], object] = lambda: None
    output: HeardOutput = field(default_factory=HeardOutput)

    @property
    def bot(self) -> Forge:
        return self.world.bot

    @property
    def keeper(self) -> GateKeeper:
        @contextmanager
        def forge() -> Iterator[Forge]:
            yield self.bot

        return GateKeeper(forge, self._judge, self.output)

    def gate(self, number: int, *, writes: bool = True, out: Path | None = None) -> int:
        return gate(self.keeper, Order(Pull(number), writes, out))

    def put(self, branch: str, files: dict[str, str], base: str = "") -> str:
        """Commit to a branch as its owner, who may begin it anywhere."""
        head = self.bot.branch_head(branch)
        changes = [FileChange(path, text.encode()) for path, text in files.items()]
        start = base or head or self.world.main()
        made = self.world.owner.commit_files(branch, start, changes, f"Change {branch}", head)
        return made.sha

    def pull(self, branch: str, files: dict[str, str], base: str = "") -> PullRequest:
        self.put(branch, files, base)
        return self.world.owner.open_pull(NewPull(f"Change {branch}", branch, "main"))

    def verdicts(self, sha: str) -> tuple[str, str]:
        """Give what counts on a commit: our newest check run, the newest status."""
        runs = [r for r in self.bot.check_runs(sha, NAME) if r.app == "governor[bot]"]
        statuses = [one for one in self.bot.statuses(sha) if one.context == NAME]
        conclusion = runs[-1].report.conclusion if runs else None
        return conclusion.value if conclusion else "", statuses[0].state.value if statuses else ""

    def _judge(self, rules: Policy) -> Standing:
        self.asked.append(rules)
        self.before_setting()
        return self.standing


@pytest.fixture
def yard(local: World) -> Yard:
    made = Yard(local)
    made.put("main", BASE)
    return made


@pytest.fixture
def both(world: World) -> Yard:
    """Give the yard on this disk, and through GitHub's API."""
    made = Yard(world)
    made.put("main", BASE)
    return made


PASSED, FAILED = ("success", "success"), ("failure", "failure")


def test_a_rise_that_is_asked_for_may_be_merged(both: Yard) -> None:
    both.world.owner.require_checks("main", [Required(NAME)])
    pull = both.pull("rise", UP)
    with pytest.raises(NotMergeable):
        both.world.owner.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    assert both.gate(pull.number) == 0
    assert both.verdicts(pull.head_sha) == PASSED
    assert both.world.owner.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha).merged


def test_one_that_is_not_is_blocked_on_its_line(both: Yard) -> None:
    both.standing = HELD
    pull = both.pull("rise", UP)
    assert both.gate(pull.number) == 1
    assert both.verdicts(pull.head_sha) == FAILED
    (run,) = both.bot.check_runs(pull.head_sha, NAME)
    (note,) = run.report.annotations
    assert (note.path, note.start_line, note.severity) == (AGENTS, 3, Severity.FAILURE)
    assert "HOLD: E is 2.3, needs 7" in note.message
    assert [(one.file, one.line) for one in both.output.found] == [(AGENTS, 3)]
    assert both.output.results[0]["approved"] is False
    assert both.output.said[-1].startswith(f"#{pull.number} at {pull.head_sha[:12]}: Blocked: ")


def test_it_is_judged_again_as_the_fleet_changes(yard: Yard) -> None:
    pull = yard.pull("rise", UP)
    assert yard.gate(pull.number) == 0
    yard.standing = LATCHED
    assert yard.gate(pull.number) == 1
    assert yard.verdicts(pull.head_sha) == FAILED
    yard.standing = ASKED
    assert yard.gate(pull.number) == 0
    assert yard.verdicts(pull.head_sha) == PASSED


def test_a_kill_passes_at_once_and_asks_nobody(yard: Yard) -> None:
    yard.standing = LATCHED
    pull = yard.pull("kill", KILL)
    assert yard.gate(pull.number) == 0
    assert yard.verdicts(pull.head_sha) == PASSED
    assert yard.asked == []


def test_a_kill_passes_from_an_old_branch_too(yard: Yard) -> None:
    old = yard.world.main()
    yard.put("main", {KILLS: "v: 1\nagents: [{name: anchor-sol, reason: x, by: y}]\n"})
    killed = BASE[KILLS].replace(
        "strategy_classes: []", "strategy_classes: [{name: momentum, reason: x, by: y}]"
    )
    yard.put("kill", {KILLS: killed}, old)
    pull = yard.pull("kill", {"README.md": "killed\n"})
    assert yard.gate(pull.number) == 0
    assert yard.asked == []


def test_a_kill_does_not_carry_something_else_along(yard: Yard) -> None:
    yard.standing = LATCHED
    assert yard.gate(yard.pull("both", KILL | LOOSER).number) == 1


def test_the_policy_it_changes_does_not_judge_it(yard: Yard) -> None:
    easy = BASE["policies/promotion.yml"].replace("e_value: 7", "e_value: 1.1")
    pull = yard.pull("own", UP | {"policies/promotion.yml": easy})
    assert yard.gate(pull.number) == 0
    assert [rules.promotion.canary.e_value for rules in yard.asked] == [7]
    yard.standing = HELD
    assert yard.gate(pull.number) == 1


def test_a_branch_of_its_own_policies_does_not_judge_it_either(yard: Yard) -> None:
    """A verdict hangs on the commit: what one base allows must not open another."""
    yard.standing = HELD
    lax = yard.put("lax", UP)
    yard.put("rise", {"x.txt": "x\n"}, lax)
    aside = yard.world.owner.open_pull(NewPull("Aside", "rise", "lax"))
    assert yard.gate(aside.number) == 1


def test_mistakes_block_all_at_once(both: Yard) -> None:
    wrong = {KILLS: "v: 1\nall: maybe\n", LIMITS: "v: 1\nhaircut: 7\n", "policies/x.yml": "v: 1\n"}
    pull = both.pull("wrong", wrong)
    assert both.gate(pull.number) == 1
    places = {
        (note.path, note.start_line)
        for run in both.bot.check_runs(pull.head_sha, NAME)
        for note in run.report.annotations
    }
    assert places == {(KILLS, 2), (LIMITS, 2), ("policies/x.yml", 1)}


def test_policies_of_the_base_with_mistakes_can_be_mended(yard: Yard) -> None:
    yard.put("main", {LIMITS: "v: 1\nhaircut: 7\n"})
    assert yard.gate(yard.pull("mend", {LIMITS: BASE[LIMITS]}).number) == 0
    yard.standing = LATCHED
    assert yard.gate(yard.pull("abuse", LOOSER).number) == 1


def test_a_green_check_of_somebody_else_does_not_count(both: Yard) -> None:
    both.standing = HELD
    pull = both.pull("rise", UP)
    wendy = both.world.acting("wendy")
    wendy.set_status(pull.head_sha, NewStatus(NAME, StatusState.SUCCESS, "Approved: trust me"))
    if isinstance(wendy, LocalForge):
        wendy.create_check_run(pull.head_sha, NAME, GREEN)
    assert both.gate(pull.number) == 1
    assert both.verdicts(pull.head_sha) == FAILED
    own = [run for run in both.bot.check_runs(pull.head_sha, NAME) if run.app == "governor[bot]"]
    assert "`wendy` set a check or status" in own[-1].report.summary


def test_a_green_status_set_after_ours_is_set_over(yard: Yard) -> None:
    yard.standing = HELD
    pull = yard.pull("rise", UP)
    assert yard.gate(pull.number) == 1
    wendy = yard.world.acting("wendy")
    wendy.set_status(pull.head_sha, NewStatus(NAME, StatusState.SUCCESS, "Approved: trust me"))
    assert yard.gate(pull.number) == 1
    assert yard.verdicts(pull.head_sha) == FAILED


def test_a_green_check_set_by_our_own_hand_is_replaced(both: Yard) -> None:
    both.standing = HELD
    pull = both.pull("rise", UP)
    assert both.gate(pull.number) == 1
    both.bot.create_check_run(pull.head_sha, NAME, GREEN)
    both.bot.set_status(pull.head_sha, NewStatus(NAME, StatusState.SUCCESS, "Approved: trust me"))
    assert both.verdicts(pull.head_sha) == PASSED
    assert both.gate(pull.number) == 1
    assert both.verdicts(pull.head_sha) == FAILED


def test_the_same_verdict_is_written_once(both: Yard) -> None:
    both.standing = HELD
    pull = both.pull("rise", UP)
    for _ in range(3):
        assert both.gate(pull.number) == 1
        both.put("main", {"README.md": f"{len(both.output.said)}\n"})
    assert len(both.bot.check_runs(pull.head_sha, NAME)) == 1
    assert len(both.bot.statuses(pull.head_sha)) == 1


def test_a_head_that_moves_is_judged_anew(both: Yard) -> None:
    pull = both.pull("rise", UP)

    def push() -> None:
        if len(both.asked) == 1:
            both.put("rise", LOOSER)
            both.standing = HELD

    both.before_setting = push
    assert both.gate(pull.number) == 1
    moved = both.bot.branch_head("rise") or ""
    assert both.verdicts(pull.head_sha) == ("", "")
    assert both.verdicts(moved) == FAILED


def test_one_that_never_rests_is_not_approved(yard: Yard) -> None:
    pull = yard.pull("rise", UP)
    yard.before_setting = lambda: yard.put("rise", {"x.txt": f"{len(yard.asked)}\n"})
    with pytest.raises(MovedHead):
        yard.gate(pull.number)
    heads = [pull.head_sha, yard.bot.branch_head("rise") or ""]
    assert [yard.verdicts(head) for head in heads] == [("", ""), ("", "")]


def test_a_rise_is_judged_by_policies_that_change_meanwhile(yard: Yard) -> None:
    pull = yard.pull("rise", UP)

    def tighten() -> None:
        if len(yard.asked) == 1:
            strict = BASE["policies/promotion.yml"].replace("e_value: 7", "e_value: 9")
            yard.put("main", {"policies/promotion.yml": strict})

    yard.before_setting = tighten
    assert yard.gate(pull.number) == 0
    assert [rules.promotion.canary.e_value for rules in yard.asked] == [7, 9]


def test_what_cannot_be_judged_turns_an_older_green_red(yard: Yard) -> None:
    pull = yard.pull("rise", UP)
    assert yard.gate(pull.number) == 0

    def fail() -> None:
        raise CannotReach("the state branch", "it does not answer")

    yard.before_setting = fail
    assert yard.gate(pull.number) == 1
    assert yard.verdicts(pull.head_sha) == FAILED
    assert "Cannot reach the state branch" in yard.output.warned[-1]


def test_a_merge_group_is_judged_as_it_would_be_merged(both: Yard) -> None:
    base = both.world.main()
    first = both.put("queue-1", KILL, base)
    second = both.put("queue-2", LOOSER, first)
    both.standing = LATCHED
    assert gate(both.keeper, Order(Group(first, base, "main"))) == 0
    assert gate(both.keeper, Order(Group(second, first, "main"))) == 1
    assert (both.verdicts(first), both.verdicts(second)) == (PASSED, FAILED)
    aside = Group(second, second, "other")
    assert gate(both.keeper, Order(aside)) == 1


def test_a_commit_that_a_rebase_would_bring_to_life_is_seen(yard: Yard) -> None:
    """Kill and revert cancel out; rebased on a main that has that kill, the revert remains."""
    old = yard.world.main()
    yard.put("main", KILL)
    yard.put("sly", KILL, old)
    yard.put("sly", {KILLS: BASE[KILLS]})
    yard.put("sly", {"README.md": "only words\n"})
    pull = yard.world.owner.open_pull(NewPull("Only words", "sly", "main"))
    assert [file.path for file in yard.bot.pull_files(pull.number)] == ["README.md"]
    assert yard.gate(pull.number) == 1
    assert "raises risk by itself" in yard.output.warned[0]
    honest = yard.pull("honest", {"README.md": "a\n"}, old)
    yard.put("honest", {"docs/story.txt": "b\n"})
    assert yard.gate(honest.number) == 0


def fork(yard: Yard) -> PullRequest:
    git = yard.world.clone(yard.world.fork("rita"))
    git.run("checkout", "-q", "-b", "kind", "origin/main")
    (git.folder / KILLS).write_text(KILL[KILLS])
    git.run("commit", "-q", "--all", "--message", "Kill it")
    git.run("push", "-q", "origin", "kind")
    return yard.world.acting("rita").open_pull(NewPull("Kill it", "rita:kind", "main"))


def test_a_fork_is_written_about_only_by_the_trusted_half(both: Yard, tmp_path: Path) -> None:
    pull = fork(both)
    paper = tmp_path / "verdict.json"
    assert both.gate(pull.number) == 0
    assert "comes from a fork" in both.output.said[0]
    assert both.gate(pull.number, out=paper) == 0
    assert both.gate(pull.number, writes=False) == 0
    assert both.verdicts(pull.head_sha) == ("", "")
    assert publish(both.keeper, paper) == 0
    assert both.verdicts(pull.head_sha) == PASSED


def test_the_trusted_half_does_not_trust_the_paper(yard: Yard, tmp_path: Path) -> None:
    yard.standing = HELD
    pull, paper = yard.pull("rise", UP), tmp_path / "verdict.json"
    assert yard.gate(pull.number, out=paper) == 1
    lie = json.loads(paper.read_text()) | {"approved": True, "annotations": [], "summary": "Fine."}
    paper.write_text(json.dumps(lie))
    assert publish(yard.keeper, paper) == 1
    assert yard.verdicts(pull.head_sha) == FAILED
    assert "judged anew it is otherwise" in yard.output.warned[0]


def test_a_paper_of_another_head_is_not_published(yard: Yard, tmp_path: Path) -> None:
    pull, paper = yard.pull("kill", KILL), tmp_path / "verdict.json"
    assert yard.gate(pull.number, out=paper) == 0
    yard.put("kill", LOOSER)
    with pytest.raises(MovedHead, match="expected at"):
        publish(yard.keeper, paper)
    assert yard.verdicts(yard.bot.branch_head("kill") or "") == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"v":1,"number":true,"sha":"x","approved":true}',
        "x" * 1_000_001,
        '{"v":1,"number":1,"sha":"main","approved":true}',
        '{"v":1,"number":-1}',
    ],
)
def test_a_paper_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    def nowhere() -> AbstractContextManager[Forge]:
        raise AssertionError("asked the forge")

    def nobody(rules: Policy) -> Standing:
        raise AssertionError(rules)

    paper = tmp_path / "verdict.json"
    paper.write_text(text)
    with pytest.raises(CannotRead):
        publish(GateKeeper(nowhere, nobody, HeardOutput()), paper)


def test_a_breach_turns_what_was_green_red_and_nothing_else(both: Yard) -> None:
    """All open requests are judged again, bot's and forks' too; a second round writes nothing."""
    rise, kill, words = (
        both.pull(name, files)
        for name, files in (("rise", UP), ("kill", KILL), ("words", {"x.txt": "x\n"}))
    )
    stranger = fork(both)
    pulls = (rise, kill, words, stranger)
    assert gate_all(both.keeper) == 0
    assert [both.verdicts(pull.head_sha) for pull in pulls] == [PASSED] * 4
    both.standing = LATCHED
    for _ in range(2):
        assert gate_all(both.keeper) == 0
        assert [both.verdicts(pull.head_sha) for pull in pulls] == [FAILED, *[PASSED] * 3]
    assert len(both.bot.statuses(rise.head_sha)) == 2
    assert "Judged 3 of 4 open pull requests; the others stand as they were." in both.output.said
    assert len(both.asked) == 3


def test_a_round_finds_what_somebody_else_has_set(yard: Yard) -> None:
    pull = yard.pull("words", {"x.txt": "x\n"})
    wendy = yard.world.acting("wendy")
    wendy.set_status(pull.head_sha, NewStatus(NAME, StatusState.FAILURE, "No."))
    assert gate_all(yard.keeper) == 0
    assert yard.verdicts(pull.head_sha) == PASSED


def test_one_that_is_closed_meanwhile_stops_no_other(yard: Yard) -> None:
    gone, kill = yard.pull("gone", LOOSER), yard.pull("kill", KILL)
    yard.before_setting = lambda: yard.world.owner.close_pull(gone.number)
    assert gate_all(yard.keeper) == 1
    assert (yard.verdicts(gone.head_sha), yard.verdicts(kill.head_sha)) == (("", ""), PASSED)
    assert yard.output.warned == [f"Cannot judge #{gone.number}: it is closed; reopen it first."]


def test_a_commit_that_takes_no_more_statuses_stops_no_other(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, kill = yard.pull("full", LOOSER), yard.pull("kill", KILL)
    real = LocalForge.set_status

    def set_status(self: LocalForge, sha: str, new: NewStatus) -> Status:
        if sha == full.head_sha:
            raise Invalid("set the status", "this SHA and context has reached its most statuses")
        return real(self, sha, new)

    monkeypatch.setattr(LocalForge, "set_status", set_status)
    assert gate_all(yard.keeper) == 1
    assert yard.verdicts(kill.head_sha) == PASSED
    assert "most statuses" in yard.output.warned[0]


def test_one_whose_files_cannot_be_listed_is_always_judged_again(yard: Yard) -> None:
    yard.pull("words", {"x.txt": "x\n"})
    assert gate_all(yard.keeper) == 0
    (seen,) = yard.bot.survey()
    assert not is_due(seen, "governor[bot]")
    assert is_due(replace(seen, more_paths=True), "governor[bot]")


def test_hostile_names_are_only_words(yard: Yard) -> None:
    branch, name = "evil/$(id)`id`;'\"|&-x", "docs/$(touch x)@all <b>[y](http:z).md"
    yard.put(branch, LOOSER | {name: "x\n"})
    title = "::error::pwned @all <img src=x> [y](http://z) \u202e" + "A" * 150
    pull = yard.world.owner.open_pull(NewPull(title, branch, "main"))
    assert yard.gate(pull.number) == 0
    (run,) = yard.bot.check_runs(pull.head_sha, NAME)
    assert "pwned" not in run.report.summary + run.report.title
    assert "touch" not in run.report.summary


def test_a_closed_request_is_not_judged(yard: Yard) -> None:
    pull = yard.pull("kill", KILL)
    yard.world.owner.close_pull(pull.number)
    with pytest.raises(Refused, match="it is closed"):
        yard.gate(pull.number)


@pytest.mark.parametrize(
    ("event", "target"),
    [
        ({"pull_request": {"number": 7, "head": {"ref": "$(id)"}}}, Pull(7)),
        (
            {"merge_group": {"head_sha": "b", "base_sha": "a", "base_ref": "refs/heads/main"}},
            Group("b", "a", "main"),
        ),
    ],
)
def test_the_event_says_what_to_judge(
    event: dict[str, object], target: Pull | Group, tmp_path: Path
) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    assert target_from(None, str(file)) == target
    assert target_from(9, str(file)) == Pull(9)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"merge_group": {}}', '{"pull_request": {"number": "1"}}']
)
def test_an_event_of_something_else_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(text)
    with pytest.raises(BadUsage, match="Cannot tell from the event what to judge"):
        target_from(None, str(file))


def test_without_number_and_event_there_is_nothing_to_judge() -> None:
    with pytest.raises(BadUsage, match="give the number"):
        target_from(None, "")
