"""A healthy repository, and each thing that doctor knows to be wrong, planted one by one."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.effects.merge_check import NAME
from bot.ports.forge.checks import Required
from bot.ports.forge.contents import FileChange
from tests.adapters.state_git import git
from tests.cli import ground as grounds
from tests.cli.ground import BOT, Ground

Heard = pytest.CaptureFixture[str]
Plant = Callable[[Ground], None]
AGENTS = """\
v: 1
agents:
  - name: one
    strategy_class: momentum
    entry_point: one:run
    code: [one.py]
    secrets: [ONE_KEY]
"""
PRICES = "v: 1\nvenues: [{name: folder, kind: files, path: candles}]\n"
DEAD = (
    'v: 1\nvenues: [{name: gone, kind: binance, url: "http://127.0.0.1:9"}]\nhttp: {retries: 0}\n'
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Set one up, register an agent, and let a cycle run."""
    folder = tmp_path_factory.mktemp("healthy")
    with pytest.MonkeyPatch.context() as patched:
        grounds.ship(folder / "shipped", patched)
        grounds.found(folder)
        with grounds.opened(folder, patched) as ground:
            assert ground.do("init", "--yes") == 0
            ground.write("policies/agents.yml", AGENTS)
            ground.write("one.py", "def run(): ...\n")
            ground.write("policies/prices.yml", PRICES)
            (ground.repo / "candles").mkdir()
            assert ground.do("cycle") == 0
        yield folder


@pytest.fixture
def ground(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    for part in ("forge", "fleet"):
        shutil.copytree(founded / part, tmp_path / part)
    grounds.ship(tmp_path / "shipped", monkeypatch)
    with grounds.opened(tmp_path, monkeypatch) as made:
        made.face.memory.opens_pulls = True
        made.face.memory.environments = {"governor-raise": True}
        made.face.memory.secrets = ["OPENAI_API_KEY", "ONE_KEY"]
        yield made


def test_after_init_and_a_cycle_all_is_well(ground: Ground, capsys: Heard) -> None:
    code, told = ground.told(capsys, "doctor")
    unwell = [line["about"] for line in told["lines"] if line["health"] != "ok"]
    assert (code, unwell) == (0, ["permissions"])


def test_a_workflow_sees_its_own_permissions_and_says_what_it_may_not_see(
    ground: Ground, capsys: Heard
) -> None:
    ground.acting(BOT)
    code, told = ground.told(capsys, "doctor")
    unseen = {one["about"]: one["says"] for one in told["lines"] if one["health"] != "ok"}
    assert (code, set(unseen)) == (0, {"pull requests", "secrets"})
    assert "administration: read" in unseen["pull requests"]
    assert "ONE_KEY" in unseen["secrets"]
    assert not ground.face.writes


def test_either_name_of_the_models_key_will_do(ground: Ground, capsys: Heard) -> None:
    ground.face.memory.secrets = ["AI_INTEGRATIONS_OPENAI_API_KEY", "ONE_KEY"]
    _, told = ground.told(capsys, "doctor")
    assert "ok" in [one["health"] for one in told["lines"] if one["about"] == "secrets"]


def test_without_a_token_it_says_what_it_did_not_look_at(ground: Ground, capsys: Heard) -> None:
    ground.monkeypatch.delenv("GITHUB_TOKEN")
    code, told = ground.told(capsys, "doctor")
    (line,) = [one for one in told["lines"] if one["health"] == "not checked"]
    assert (code, line["about"]) == (0, "forge")
    assert "there is no token" in line["says"]
    assert line["mend"] == "GITHUB_TOKEN=$(gh auth token) governor doctor"


def bad_token(ground: Ground) -> None:
    ground.acting("nobody")


def lacking_right(ground: Ground) -> None:
    ground.acting(BOT)
    ground.face.memory.lacking = {"checks"}


def no_opening(ground: Ground) -> None:
    ground.face.memory.opens_pulls = False


def no_check(ground: Ground) -> None:
    ground.forge.require_checks("main", [])


def unpinned(ground: Ground) -> None:
    ground.forge.require_checks("main", [Required(NAME)])


def pinned_elsewhere(ground: Ground) -> None:
    ground.forge.require_checks("main", [Required(NAME, 7)])


def no_state(ground: Ground) -> None:
    Git(ground.forge.remote).run("update-ref", "-d", "refs/heads/governor-state")


def guarded_state(ground: Ground) -> None:
    ground.forge.require_checks("governor-state", [Required("ci")])


def state_on_main(ground: Ground) -> None:
    policy = ground.repo / "policies" / "governor.yml"
    policy.write_text(policy.read_text().replace("branch: governor-state", 'branch: ""'))


def no_reviewer(ground: Ground) -> None:
    ground.face.memory.environments = {"governor-raise": False}


def no_environment(ground: Ground) -> None:
    ground.face.memory.environments = {}


def fleeting(ground: Ground) -> None:
    with ground.forge._visit() as session:
        session.book.keeping.clear()


def no_secret(ground: Ground) -> None:
    ground.face.memory.secrets = ["OPENAI_API_KEY"]


def no_sender(ground: Ground) -> None:
    ground.face.memory.secrets = ["ONE_KEY", "OPENAI_API_KEY", "SENDGRID_API_KEY"]


def misplaced(ground: Ground) -> None:
    no_sender(ground)
    ground.face.memory.secrets.append("EMAIL_FROM")


def stopped(ground: Ground) -> None:
    ground.face.memory.disabled = {".github/workflows/cycle.yml": "disabled_inactivity"}


def not_pushed(ground: Ground) -> None:
    ground.forge.require_checks("main", [])
    head = ground.forge.branch_head("main") or ""
    ground.forge.commit_files("main", head, [gone(".github/workflows/gate.yml")], "Drop", head)


def gone(path: str) -> FileChange:
    return FileChange(path, None)


def wrong_clock(ground: Ground) -> None:
    ground.face.ahead = -3600


def bad_policy(ground: Ground) -> None:
    ground.write("policies/risk.yml", "v: 1\nMAX_DRAWDOWN_BPS: -1\n")


def no_policies(ground: Ground) -> None:
    shutil.rmtree(ground.repo / "policies")


def no_agents(ground: Ground) -> None:
    ground.write("policies/agents.yml", "v: 1\nagents: []\n")


def missing_file(ground: Ground) -> None:
    (ground.repo / ".github/workflows/gate.yml").unlink()


def edited_file(ground: Ground) -> None:
    ground.write(".github/workflows/gate.yml", grounds.WORKFLOW + "# ours\n")


def other_version(ground: Ground) -> None:
    shipped = ground.repo.parent / "shipped" / ".github" / "workflows" / "gate.yml"
    shipped.write_text(grounds.WORKFLOW + "# newer\n")


def loose_pin(ground: Ground) -> None:
    ground.write(".github/workflows/own.yml", "jobs: {a: {steps: [\n  uses: x/y@v4\n]}}\n")


def dead_venue(ground: Ground) -> None:
    ground.write("policies/prices.yml", DEAD)


def half_dead(ground: Ground) -> None:
    both = DEAD.replace("}]", "}, {name: folder, kind: files, path: candles}]")
    ground.write("policies/prices.yml", both)


def late(ground: Ground) -> None:
    rewrite(ground, "state/slots.json", lambda text: AN_OLD_ACTUAL.sub(r"\g<1>2026-01-01", text))


def broken_state(ground: Ground) -> None:
    rewrite(ground, "state/gate.json", lambda _: "{")


def packed(ground: Ground) -> None:
    head = ground.forge.branch_head("governor-state") or ""
    day = FileChange("state/ledger/2026-01-02.parquet", b"PAR1")
    ground.forge.commit_files("governor-state", head, [day], "Press", head)


def cut_tail(ground: Ground) -> None:
    rewrite(ground, AUDIT, lambda text: "".join(text.splitlines(keepends=True)[:-1]))


def rewrite(ground: Ground, pattern: str, change: Callable[[str], str]) -> None:
    """Push a change of the state as a person would, past the bot."""
    other = ground.repo.parent / "other"
    git(
        ground.repo.parent, "clone", "-q", "-b", "governor-state", str(ground.forge.remote), "other"
    )
    (file,) = other.glob(pattern)
    file.write_text(change(file.read_text()))
    git(other, "commit", "-qam", "Tidy up")
    git(other, "push", "-q")


AUDIT = "state/audit/*.jsonl"
AN_OLD_ACTUAL = re.compile(r'("actual": ?")\d{4}-\d\d-\d\d')
PLANTS: dict[str, tuple[Plant, str, str, str, str]] = {
    "token": (bad_token, "defect", "token", "Bad credentials", "valid GITHUB_TOKEN"),
    "right": (lacking_right, "defect", "permissions", "`checks: write`", "`permissions:`"),
    "opening": (no_opening, "defect", "pull requests", "may not open", "tick *Allow GitHub"),
    "check": (no_check, "defect", "required check", "anything can be merged", "governor init"),
    "unpinned": (unpinned, "warning", "required check", "from anybody", "choose github-actions"),
    "elsewhere": (pinned_elsewhere, "defect", "required check", "nothing can be", "choose github"),
    "no state": (no_state, "defect", "state branch", "is missing", "governor init"),
    "guarded": (guarded_state, "defect", "state branch", "takes no pushes", "exempt"),
    "on main": (state_on_main, "defect", "state branch", "is kept on main", "set state.branch"),
    "reviewer": (no_reviewer, "warning", "approval", "nobody's approval", "Required reviewers"),
    "environment": (no_environment, "warning", "approval", "nobody's", "Required reviewers"),
    "history": (fleeting, "warning", "state branch", "can delete governor-state", "governor init"),
    "secret": (no_secret, "warning", "secrets", "ONE_KEY is not set", "gh secret set ONE_KEY"),
    "sender": (no_sender, "warning", "secrets", "EMAIL_FROM is not", "gh variable set EMAIL_FROM"),
    "misplaced": (misplaced, "warning", "secrets", "EMAIL_FROM is not", "gh variable set"),
    "stopped": (stopped, "defect", "workflows", "60 days", "gh workflow enable cycle.yml"),
    "not pushed": (not_pushed, "defect", "workflows", "knows 1 of 2", "push them to main"),
    "clock": (wrong_clock, "defect", "clock", "s ahead of the forge's", "NTP"),
    "policy": (bad_policy, "defect", "policies", "1 mistake", "governor policy check"),
    "no policies": (no_policies, "defect", "policies", "there is no folder", "governor init"),
    "no agents": (no_agents, "warning", "agents", "none is registered", "policies/agents.yml"),
    "missing": (missing_file, "defect", "workflow files", "gate.yml", "governor init"),
    "edited": (edited_file, "warning", "workflow files", "not as shipped", "delete them"),
    "other": (other_version, "warning", "workflow files", "another version", "governor init"),
    "pin": (loose_pin, "defect", "pins", "own.yml uses x/y@v4", "full commit id"),
    "venue": (dead_venue, "defect", "venues", "none answers (gone", "policies/prices.yml"),
    "half": (half_dead, "warning", "venues", "gone: ", "policies/prices.yml"),
    "late": (late, "defect", "schedule", "the fleet is stale", "gh workflow run cycle.yml"),
    "packed": (packed, "defect", "storage", "cannot be read by the workflows", "parquet_days"),
    "state": (broken_state, "defect", "state", "Cannot use state/gate.json", "restore"),
    "audit": (cut_tail, "defect", "audit", "vouches for entry", "governor audit verify"),
}


@pytest.mark.parametrize("name", PLANTS)
def test_each_defect_is_named_with_its_mend(ground: Ground, capsys: Heard, name: str) -> None:
    plant, health, about, says, mend = PLANTS[name]
    plant(ground)
    code, told = ground.told(capsys, "doctor")
    found = [one for one in told["lines"] if (one["health"], one["about"]) == (health, about)]
    assert [one for one in found if says in one["says"] and mend in one["mend"]], told
    assert code == (1 if health == "defect" else 0)


def test_a_schedule_that_never_ran_is_a_warning(ground: Ground, capsys: Heard) -> None:
    no_state(ground)
    _, told = ground.told(capsys, "doctor")
    says = {one["about"]: one["says"] for one in told["lines"]}
    assert says["schedule"] == "no cycle has run yet"


def test_a_local_fleet_is_looked_at_too(ground: Ground, capsys: Heard) -> None:
    _, told = ground.told(capsys, "doctor", "--local")
    says = {one["about"]: one["says"] for one in told["lines"]}
    assert says["state branch"] == "the folder state/"


def test_people_read_lines_and_mends(ground: Ground, capsys: Heard) -> None:
    no_check(ground)
    capsys.readouterr()
    assert ground.do("doctor") == 1
    said = capsys.readouterr().out
    assert "defect       required check  main does not require governor/gate" in said
    assert "mend: run `governor init`" in said
    assert said.endswith("1 defect, 0 warnings, 1 not checked.\n")
