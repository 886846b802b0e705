"""What only the door can show: that the parts are joined to each other, over a real remote."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.wiring.stores import Place, remote_of
from tests.adapters.state_git import BRANCH, git, install_hook, make_bare, make_clone

ROOT = Path(__file__).parents[2]
AUDIT = "state/audit/2026-11.jsonl"
NOW = "2026-11-21T12:00:00Z"
BY = ["--reason", "fills look wrong", "--by", "kim", "--now", NOW]
REGISTRY = """\
v: 1
agents:
  - {name: momentum-btc, strategy_class: momentum, entry_point: "momentum:run", code: [momentum.py]}
"""
HOURLY = '  - {{name: {0}, strategy_class: x, entry_point: "{0}:run", schedule: "0 * * * *"}}\n'
KILLS_B = """\
import subprocess

def run():
    with open("policies/kill_list.yml", "w") as file:
        file.write("v: 1\\nagents: [{name: b, reason: it lies, by: kim}]")
    git = ["git", "-c", "user.name=kim", "-c", "user.email=kim@example.com"]
    subprocess.check_call([*git, "commit", "-qam", "Kill b"])
    subprocess.check_call([*git, "push", "-q", "origin", "HEAD:main"])
    subprocess.check_call([*git, "checkout", "-q", "HEAD~1"])
"""
LOOKS = """\
import os, pathlib

def run():
    listed = pathlib.Path(os.environ["GOVERNOR_KILL_LIST"]).read_text()
    regime = "TOLD" if "it lies" in listed else None
    return {"symbol": "BTC", "direction": "LONG", "regime": regime}
"""
LINE = {
    "v": 1,
    "ts": "2026-11-21T11:59:00Z",
    "agent": "momentum-btc",
    "strategy_class": "momentum",
    "run_id": "r1",
    "symbol": "BTCUSDT",
    "direction": "LONG",
}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return make_bare(tmp_path / "remote.git")


@pytest.fixture
def repo(tmp_path: Path, bare: Path) -> Path:
    shutil.copytree(ROOT / "policies", tmp_path / "repo" / "policies")
    (tmp_path / "repo" / "policies" / "agents.yml").write_text(REGISTRY)
    return make_clone(tmp_path / "repo", bare)


def press(repo: Path, *arguments: str) -> int:
    return run([*arguments, "--repo", str(repo)])


def test_a_tail_cut_by_plain_git_is_found(
    repo: Path, bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert press(repo, "kill", "all", *BY) == 0
    assert press(repo, "revive", "all", *BY) == 0
    assert press(repo, "audit", "verify") == 0
    other = make_clone(tmp_path / "other", bare)
    git(other, "pull", "--quiet", "origin", BRANCH)
    record = other / AUDIT
    record.write_bytes(b"".join(record.read_bytes().splitlines(keepends=True)[:-1]))
    git(other, "commit", "--quiet", "--all", "--message", "Tidy up")
    git(other, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    assert press(repo, "audit", "verify") == 1
    assert "the tail was cut off" in capsys.readouterr().err


def test_refused_events_are_kept_and_sent_again(
    repo: Path, bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text(json.dumps(LINE) + "\n")
    hook = install_hook(bare, "pre-receive", "exit 1")
    assert press(repo, "ingest", str(events), "--now", NOW) == 1
    hook.unlink()
    (kept,) = (repo / ".governor" / "branch" / "unsent").iterdir()
    assert str(kept) in capsys.readouterr().err
    assert press(repo, "resend", str(kept)) == 0
    assert '"run_id":"r1"' in git(bare, "show", f"{BRANCH}:state/events/signals/2026-11-21.jsonl")
    assert not kept.exists()


def test_only_the_registered_fleet_is_heard(
    repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo / "momentum.py").write_text("def run(): ...\n")
    blob = git(repo, "hash-object", "momentum.py").strip()
    whole = json.dumps({"files": [["momentum.py", blob]], "model": ""}, separators=(",", ":"))
    own = hashlib.sha256(whole.encode()).hexdigest()
    lines = [LINE, LINE | {"symbol": "ETHUSDT", "fingerprint": own}]
    strange = [LINE | {"agent": "who"}, LINE | {"symbol": "ADAUSDT", "fingerprint": "abc"}]
    events = tmp_path / "events.jsonl"
    events.write_text("".join(json.dumps(line) + "\n" for line in lines + strange))
    assert press(repo, "ingest", str(events), "--now", NOW, "--local") == 0
    said = "".join(capsys.readouterr())
    assert "2 stored (2 signals, 0 telemetry lines), 0 duplicates, 2 quarantined" in said
    assert f"fingerprint is of other code: momentum-btc is registered as {own}" in said


def test_code_that_is_not_there_is_said_when_events_come_in(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert press(repo, "ingest", "--now", NOW, "--local") == 0
    assert "agents.momentum-btc.code is not there (got momentum.py)" in capsys.readouterr().err


def test_agents_run_by_the_state_of_the_branch_and_leave_their_lines_there(
    repo: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo / "momentum.py").write_text(
        "import os, pathlib\n"
        "def run():\n"
        "    lease = pathlib.Path(os.environ['GOVERNOR_LEASE']).read_text()\n"
        "    regime = 'SHADOW' if '\"mode\": \"shadow\"' in lease else None\n"
        "    return {'symbol': 'BTC', 'direction': 'LONG', 'regime': regime}\n"
    )
    asked = ["run-agents", "--agent", "momentum-btc"]
    assert press(repo, *asked, "--now", NOW) == 0
    stored = git(bare, "show", f"{BRANCH}:state/events/signals/2026-11-21.jsonl")
    assert '"regime":"SHADOW","run_id":"momentum-btc-20261121T120000Z"' in stored
    other = make_clone(repo.parent / "other", bare)
    shutil.copytree(repo / "policies", other / "policies")
    assert press(other, "kill", "momentum-btc", *BY) == 0
    assert press(repo, *asked, "--now", "2026-11-21T12:01:00Z") == 1
    assert "Cannot run momentum-btc: killed: fills look wrong" in capsys.readouterr().err


def test_a_kill_that_is_merged_between_two_agents_of_one_job_stops_the_next(
    repo: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first merges it itself, while it runs; so nothing hangs on how fast either is."""
    registry = "v: 1\nagents:\n" + "".join(map(HOURLY.format, "abc"))
    (repo / "policies" / "agents.yml").write_text(registry)
    governor = repo / "policies" / "governor.yml"
    governor.write_text(governor.read_text().replace("parallel: 2", "parallel: 1"))
    for name, text in (("a", KILLS_B), ("b", LOOKS), ("c", LOOKS)):
        (repo / f"{name}.py").write_text(text)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "Found a fleet")
    git(repo, "push", "--quiet", "origin", "HEAD:main")
    assert press(repo, "run-agents", "--now", NOW) == 0
    said = capsys.readouterr().out
    why = "killed: policies/kill_list.yml now stops the agent b (it lies)"
    assert f"b was due and did not run: {why}" in said
    assert "2 agents ran, 0 of them not well" in said
    (stored,) = git(bare, "show", f"{BRANCH}:state/events/signals/2026-11-21.jsonl").splitlines()
    assert (json.loads(stored)["agent"], json.loads(stored)["regime"]) == ("c", "TOLD")


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("nan", 1, "MAX_DRAWDOWN_BPS must be a finite number above 0"),
        ("9999", 0, "MAX_DRAWDOWN_BPS=9999 is looser than the policy's 250 and was ignored"),
        ("100", 0, "breach at 100 bps"),
    ],
)
def test_the_environment_reaches_the_policies(
    value: str,
    code: int,
    said: str,
    repo: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MAX_DRAWDOWN_BPS", value)
    assert press(repo, "policy", "check") == code
    assert said in "".join(capsys.readouterr())


def test_the_job_s_token_reaches_the_remote(tmp_path: Path) -> None:
    repo = make_clone(tmp_path, None)
    git(repo, "remote", "add", "origin", "https://example.org/fleet.git")
    remote = remote_of(Place(repo, repo / ".governor"), {}, "t0ken")
    assert any(key.endswith(".extraheader") for key, _ in remote.access)


def test_a_judgement_is_explained_but_never_made_by_a_wrong_name(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("", "nobody"):
        assert press(repo, "judge", "--explain", name, "--now", NOW, "--local") == 2
        assert f"Cannot explain {name!r}: no such agent" in capsys.readouterr().err
    assert not (repo / "state" / "evidence.json").exists()
    assert press(repo, "judge", "--explain", "momentum-btc", "--now", NOW, "--local") == 0
    assert "momentum-btc  (momentum, epoch 1)" in capsys.readouterr().out
    assert not (repo / "state" / "evidence.json").exists()


def test_a_judgement_stands_on_the_branch_and_a_damaged_file_stops_the_next(
    repo: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert press(repo, "judge", "--now", NOW, "--json") == 0
    assert json.loads(capsys.readouterr().out)["decisions"]["momentum-btc"]["decision"] == "HOLD"
    names = git(bare, "ls-tree", "-r", "--name-only", BRANCH).split()
    assert {"state/evidence.json", "state/reports/meta_report.json", AUDIT} <= {*names}
    other = make_clone(repo.parent / "other", bare)
    git(other, "pull", "--quiet", "origin", BRANCH)
    (other / "state" / "decisions.json").write_text("{")
    git(other, "commit", "--quiet", "--all", "--message", "Tidy up")
    git(other, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    head = git(bare, "rev-parse", BRANCH)
    assert press(repo, "judge", "--now", NOW) == 1
    assert "Cannot use state/decisions.json: it is not JSON" in capsys.readouterr().err
    assert git(bare, "rev-parse", BRANCH) == head


def test_a_key_that_is_none_stops_a_judgement_in_a_sentence(
    repo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERNOR_LEASE_KEY", "short")
    assert press(repo, "judge", "--now", NOW, "--local") == 2
    assert "Cannot use GOVERNOR_LEASE_KEY: it is not a key" in capsys.readouterr().err
