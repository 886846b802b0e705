"""From nothing to a governed repository, through the door, over GitHub's face and real git."""

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import pytest

from bot.adapters.git_store import GitStore
from bot.adapters.github.forge import GitHubForge
from bot.adapters.work_tree import FolderWorkTree
from bot.commands.setting_up import record
from bot.effects.merge_check import NAME
from bot.ports.forge.checks import Required
from tests.adapters.state_git import git
from tests.cli import ground as grounds
from tests.cli.ground import BOT, OWN_APP, Ground

Heard = pytest.CaptureFixture[str]
AGENTS = "policies/agents.yml"


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    grounds.ship(tmp_path / "shipped", monkeypatch)
    grounds.found(tmp_path)
    with grounds.opened(tmp_path, monkeypatch) as made:
        yield made


def outcomes(ground: Ground, capsys: Heard, *arguments: str) -> dict[str, str]:
    _, told = ground.told(capsys, "init", *arguments)
    return {step["step"]: step["outcome"] for step in told["steps"]}


def test_an_empty_repository_is_set_up_by_one_command(ground: Ground) -> None:
    assert ground.do("init", "--yes") == 0
    main = git(ground.forge.remote, "ls-tree", "-r", "--name-only", "main").split()
    assert {AGENTS, ".github/workflows/cycle.yml", "bot/py.typed", "README.md"} <= set(main)
    assert record.PATH in main
    state = git(ground.forge.remote, "ls-tree", "-r", "--name-only", "governor-state").split()
    assert {"state/agents.json", "state/gate.json", "state/kill_switch.json"} <= set(state)
    required = Required(NAME, ground.forge.app_id(BOT))
    assert list(ground.forge.required_checks("main")) == [required]
    assert ground.face.memory.opens_pulls
    assert ground.face.memory.environments == {"governor-raise": True}
    assert list(ground.forge.rules_of("governor-state")) == ["deletion", "non_fast_forward"]
    assert "governor:promote" in {one.name for one in ground.forge.labels()}
    assert ground.git("status", "--porcelain") == ""
    assert (ground.repo / ".github/actions/setup/install").stat().st_mode & 0o111


def test_a_second_time_changes_nothing(ground: Ground, capsys: Heard) -> None:
    ground.do("init", "--yes")
    heads = git(ground.forge.remote, "for-each-ref")
    ground.face.seen.clear()
    assert set(outcomes(ground, capsys, "--yes").values()) == {"stands"}
    assert not ground.face.writes
    assert git(ground.forge.remote, "for-each-ref") == heads
    assert ground.git("status", "--porcelain") == ""


def test_a_dry_run_says_all_and_writes_nothing(ground: Ground, capsys: Heard) -> None:
    assert set(outcomes(ground, capsys, "--dry-run").values()) == {"would"}
    assert not ground.face.writes
    assert git(ground.forge.remote, "for-each-ref") == ""
    assert ground.git("status", "--porcelain") == ""


def test_what_people_changed_is_kept_and_said(ground: Ground, capsys: Heard) -> None:
    ground.write("policies/risk.yml", "v: 1\nMAX_DRAWDOWN_BPS: 100\n")
    ground.write(".github/workflows/gate.yml", "on: push\n")
    capsys.readouterr()
    assert ground.do("init", "--yes", "--profile", "classic") == 0
    said = capsys.readouterr().out
    assert "kept as people changed them: policies/risk.yml" in said
    assert "kept as people changed them: .github/workflows/gate.yml" in said
    assert (ground.repo / "policies/risk.yml").read_text() == "v: 1\nMAX_DRAWDOWN_BPS: 100\n"
    assert (ground.repo / ".github/workflows/gate.yml").read_text() == "on: push\n"
    assert "?? policies/risk.yml" in ground.git("status", "--porcelain")


def test_classic_policies_point_to_their_schemas(ground: Ground) -> None:
    assert ground.do("init", "--yes", "--profile", "classic") == 0
    assert ground.do("policy", "check") == 0
    for path in (ground.repo / "policies").glob("*.yml"):
        hint = path.read_text().splitlines()[0].rpartition("=")[2]
        assert (path.parent / hint).is_file()


def test_a_named_set_replaces_the_one_that_was_written_and_no_edit(
    ground: Ground, capsys: Heard
) -> None:
    ground.do("init", "--yes")
    before = (ground.repo / "policies/promotion.yml").read_text()
    ground.write(AGENTS, "v: 1\nagents: [] # ours\n")
    assert outcomes(ground, capsys, "--yes")["policies"] == "stands"
    assert outcomes(ground, capsys, "--dry-run", "--profile", "classic")["policies"] == "would"
    ground.do("init", "--yes", "--profile", "classic")
    assert (ground.repo / "policies/promotion.yml").read_text() != before
    assert "# ours" in (ground.repo / AGENTS).read_text()


def test_workflows_of_an_older_governor_are_renewed(
    ground: Ground, tmp_path: Path, capsys: Heard
) -> None:
    ground.do("init", "--yes")
    newer = tmp_path / "shipped" / ".github" / "workflows" / "gate.yml"
    newer.write_text(grounds.WORKFLOW + "# newer\n")
    ground.forge.require_checks("main", [])
    assert outcomes(ground, capsys, "--yes")["workflows"] == "done"
    assert (ground.repo / ".github/workflows/gate.yml").read_text() == newer.read_text()
    assert git(ground.forge.remote, "show", "main:.github/workflows/gate.yml").endswith("# newer")


def test_a_protected_branch_takes_no_push_and_the_way_around_is_said(
    ground: Ground, tmp_path: Path, capsys: Heard
) -> None:
    ground.do("init", "--yes")
    (tmp_path / "shipped/.github/workflows/gate.yml").write_text(grounds.WORKFLOW + "# newer\n")
    capsys.readouterr()
    assert ground.do("init", "--yes") == 1
    said = capsys.readouterr().out
    assert "by hand  push" in said
    assert "git switch -c governor-setup" in said


def test_who_may_not_administer_is_told_the_steps_by_hand(ground: Ground, capsys: Heard) -> None:
    ground.acting("wendy")
    capsys.readouterr()
    assert ground.do("init", "--yes") == 1
    said = capsys.readouterr().out
    assert "Allow GitHub Actions to create and approve pull requests" in said
    assert f"require the status check {NAME} from {BOT}" in said
    assert ground.forge.branch_head("governor-state")
    assert not ground.forge.required_checks("main")


def test_an_environment_that_people_made_is_left_alone(ground: Ground, capsys: Heard) -> None:
    ground.face.memory.environments = {"governor-raise": False}
    assert outcomes(ground, capsys, "--yes")["approval"] == "stands"
    assert ground.face.memory.environments == {"governor-raise": False}


def test_a_plan_that_knows_no_reviewers_is_said(ground: Ground, capsys: Heard) -> None:
    ground.face.memory.plan_reviews = False
    capsys.readouterr()
    assert ground.do("init", "--yes") == 1
    said = capsys.readouterr().out
    assert "for a private repository that needs GitHub Enterprise" in said
    assert ground.forge.required_checks("main")


def test_without_a_token_what_git_can_do_is_done(ground: Ground, capsys: Heard) -> None:
    ground.monkeypatch.delenv("GITHUB_TOKEN")
    found = outcomes(ground, capsys, "--yes")
    assert {name for name, one in found.items() if one == "by hand"} == {
        "labels",
        "pull requests",
        "approval",
        "history",
        "ruleset",
    }
    assert ground.forge.branch_head("governor-state")


def test_a_no_leaves_that_step_and_the_branch_open(
    ground: Ground, capsys: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("bot.cli.init.click.confirm", lambda text, **_: "ush main" not in text)
    found = outcomes(ground, capsys)
    assert (found["push"], found["ruleset"]) == ("left", "by hand")
    assert not ground.forge.required_checks("main")


def test_nobody_there_to_ask_is_said(ground: Ground, capsys: Heard) -> None:
    assert ground.do("init") == 2
    assert "give --yes" in capsys.readouterr().err


def test_another_program_in_the_way_is_left_alone(ground: Ground, capsys: Heard) -> None:
    ground.write("pyproject.toml", "[project]\nname = 'agents'\n")
    assert ground.do("init", "--yes") == 1
    assert "another program's" in capsys.readouterr().err
    assert ground.git("status", "--porcelain") == "?? pyproject.toml"


def test_a_copy_of_the_template_gets_no_program(ground: Ground, capsys: Heard) -> None:
    ground.write("pyproject.toml", "[project]\nname = 'governor'\n")
    ground.write("bot/__init__.py", "__version__ = '0'\n")
    assert outcomes(ground, capsys, "--yes")["program"] == "stands"
    assert not (ground.repo / "bot" / "py.typed").exists()


@pytest.mark.parametrize(("login", "named"), [("acme", ["--app", OWN_APP]), (OWN_APP, [])])
def test_an_app_of_ones_own_is_the_source_of_the_check(
    ground: Ground, login: str, named: list[str]
) -> None:
    ground.acting(login)
    assert ground.do("init", "--yes", *named) == 0
    assert ground.forge.required_checks("main")[0].app_id == ground.forge.app_id(OWN_APP)


PLACES = (
    (FolderWorkTree, "write"),
    (FolderWorkTree, "commit"),
    (FolderWorkTree, "push"),
    (GitStore, "commit"),
    (GitHubForge, "ensure_label"),
    (GitHubForge, "let_actions_open_pulls"),
    (GitHubForge, "make_environment"),
    (GitHubForge, "keep_history"),
    (GitHubForge, "require_checks"),
)


SHORT = ("push", "require_checks")
STOPS = [
    pytest.param(
        where,
        act,
        done,
        id=f"{'after' if done else 'before'}-{act}-{where.__name__}",
        marks=() if act in SHORT and not done else pytest.mark.long,
    )
    for where, act in PLACES
    for done in (False, True)
]


@pytest.mark.parametrize(("where", "act", "done"), STOPS)
def test_stopped_anywhere_it_goes_on(
    ground: Ground, capsys: Heard, where: type, act: str, *, done: bool
) -> None:
    """Stop it at each call of one kind in turn, until there is no later one."""
    turn = 0
    while stopped(ground, where, act, turn, done=done) != 0:
        turn += 1
    assert turn
    assert set(outcomes(ground, capsys, "--yes").values()) == {"stands"}
    assert ground.git("status", "--porcelain") == ""
    shipped = ground.repo.parent / "shipped"
    files = [path.relative_to(shipped) for path in (shipped / "bot").iterdir()]
    assert all((ground.repo / path).is_file() for path in files)
    assert ground.forge.required_checks("main")


def stopped(ground: Ground, where: type, act: str, turn: int, *, done: bool) -> int:
    """Stop at the call of that number; give 0 where it came to its end before."""
    true, calls = getattr(where, act), count()

    def stopping(*given: object, **named: object) -> object:
        now = next(calls) == turn
        if now and not done:
            raise KeyboardInterrupt
        result = true(*given, **named)
        if now:
            raise KeyboardInterrupt
        return result

    with ground.monkeypatch.context() as patched:
        patched.setattr(where, act, stopping)
        return ground.do("init", "--yes")


def test_a_file_cut_short_is_written_again(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    true = FolderWorkTree.write

    def half(tree: FolderWorkTree, files: Mapping[str, bytes]) -> None:
        true(tree, dict(list(files.items())[: len(files) // 2]))
        if len(files) > 1:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(FolderWorkTree, "write", half)
        assert ground.do("init", "--yes") == 130
    assert ground.do("init", "--yes") == 0
    assert len(list((ground.repo / "policies").glob("*.yml"))) == 9


def test_local_writes_files_alone(ground: Ground, capsys: Heard) -> None:
    assert set(outcomes(ground, capsys, "--yes", "--local").values()) == {"done"}
    assert git(ground.forge.remote, "for-each-ref") == ""


def test_a_record_that_nobody_can_read_stops_it(ground: Ground, capsys: Heard) -> None:
    ground.write(record.PATH, "{")
    assert ground.do("init", "--yes") == 1
    assert f"Cannot read {record.PATH}" in "".join(capsys.readouterr())
