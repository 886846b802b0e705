"""Real processes: what each does to itself reaches no other, and nothing of it stays alive."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from bot.adapters.agents.processes import SOURCE, AgentProcesses
from bot.ports.agents import Ending, Outcome, Task
from bot.words.masking import masker

LONG = 15  # for a busy machine; what hangs does so for ten minutes
SECRET = "hunter2-hunter2"  # noqa: S105 - not one
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GOVERNOR_AGENT": "mom-1",
    "GOVERNOR_STRATEGY_CLASS": "momentum",
    "GOVERNOR_RUN_ID": "run-1",
    "GOVERNOR_FINGERPRINT": "abc",
}
SPAWN = """
import subprocess, sys, time
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
"""
LEAVE = "import subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True)"


@pytest.fixture
def runner(tmp_path: Path) -> AgentProcesses:
    repo = tmp_path / "repo"
    repo.mkdir()
    return AgentProcesses(repo, tmp_path / "work", masker([SECRET]), 2, grace_seconds=0.5)


def task(
    runner: AgentProcesses,
    body: str,
    name: str = "one",
    *,
    timeout_seconds: float = 20.0,
    memory_mb: int = 512,
    now: datetime | None = None,
) -> Task:
    text = f"{SPAWN}\ndef run():\n" + "".join(
        f"    {line}\n" for line in dedent(body).strip().splitlines()
    )
    (runner.repo / f"{name}.py").write_text(text)
    limits = timeout_seconds, memory_mb, now
    return Task("mom-1", "run-1", f"{name}:run", ENVIRONMENT, *limits)


def always(made: Task) -> Task:
    return made


def one(runner: AgentProcesses, made: Task) -> Outcome:
    (outcome,) = runner.run([made], always)
    return outcome


def run(runner: AgentProcesses, body: str, *, timeout_seconds: float = 20.0) -> Outcome:
    return one(runner, task(runner, body, timeout_seconds=timeout_seconds))


def lines(outcome: Outcome) -> list[dict[str, object]]:
    return [json.loads(line) for line in outcome.events.splitlines()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_an_agent_returns_is_emitted_under_its_own_name(runner: AgentProcesses) -> None:
    outcome = run(runner, 'return {"symbol": "BTC", "direction": "LONG", "confidence": 0.7}')
    signal_line, report = lines(outcome)
    assert (outcome.ending, outcome.detail, outcome.output) == (Ending.DONE, "", "")
    assert signal_line["direction"] == "LONG"
    assert (signal_line["agent"], signal_line["run_id"]) == ("mom-1", "run-1")
    assert signal_line["fingerprint"] == "abc"
    assert (report["run_id"], report["errors"]) == ("run-1", 0)


def test_lists_coroutines_and_nothing_are_taken_too(runner: AgentProcesses) -> None:
    (runner.repo / "slow.py").write_text(
        "async def run():\n    return [{'symbol': s, 'direction': 'FLAT'} for s in ('A', 'B')]\n"
    )
    made = task(runner, "return None")
    both = list(runner.run([made, replace(made, entry_point="slow:run")], always))
    assert sorted(len(lines(outcome)) for outcome in both) == [1, 3]
    assert {outcome.ending for outcome in both} == {Ending.DONE}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 7", "Cannot emit the signal: what the agent returned was 7; let it return a dict"),
        ('return {"symbol": "BTC", "direction": "UP"}', "use LONG, SHORT or FLAT"),
        ("raise ValueError('boom')", "ValueError: boom"),
        ("import nowhere", "No module named 'nowhere'"),
    ],
)
def test_a_failure_reports_itself(runner: AgentProcesses, body: str, said: str) -> None:
    outcome = run(runner, body)
    assert (outcome.ending, outcome.detail) == (Ending.FAILED, "exit code 1")
    assert said in outcome.output
    assert [line["errors"] for line in lines(outcome)] == [1]


def test_an_entry_point_that_is_not_there_is_the_agent_s_own_failure(
    runner: AgentProcesses,
) -> None:
    outcome = one(runner, replace(task(runner, "pass"), entry_point="gone:run"))
    assert outcome.detail == "exit code 1"
    assert "Cannot find the agent: entry_point was 'gone:run'" in outcome.output


def test_a_signal_is_named(runner: AgentProcesses) -> None:
    outcome = run(runner, "import os; os.kill(os.getpid(), 11)")
    assert (outcome.ending, outcome.detail) == (Ending.FAILED, "died of SIGSEGV")
    assert outcome.events == b""


def test_a_hanging_agent_ends_at_its_timeout_and_still_reports(runner: AgentProcesses) -> None:
    outcome = run(runner, "time.sleep(600)", timeout_seconds=1.0)
    assert (outcome.ending, outcome.detail) == (Ending.TIMED_OUT, "stopped after 1 s")
    assert outcome.seconds < LONG
    assert [line["errors"] for line in lines(outcome)] == [1]


@pytest.mark.parametrize(
    "start",
    [
        "child = subprocess.Popen(SLEEP)",
        "child = subprocess.Popen(SLEEP, start_new_session=True)",
        f"subprocess.run([sys.executable, '-c', {LEAVE!r}, *SLEEP])",
    ],
    ids=["child", "own session", "orphan of its own session"],
)
@pytest.mark.parametrize("then", ["return None", "time.sleep(600)"])
def test_nothing_that_it_started_outlives_it(runner: AgentProcesses, start: str, then: str) -> None:
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    body = f"SLEEP.append({mark!r})\n{start}\n{then}"
    hangs = then != "return None"
    outcome = run(runner, body, timeout_seconds=1.5 if hangs else 20.0)
    found = subprocess.run(["pgrep", "-f", mark], check=False, capture_output=True, text=True)
    assert found.stdout == ""
    told = "timed out: stopped after 1.5 s" if hangs else "done: stopped 1 process it left"
    assert f"{outcome.ending}: {outcome.detail}" == told


def test_who_ignores_being_asked_is_killed(runner: AgentProcesses) -> None:
    body = """
    import signal
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("deaf", flush=True)
    time.sleep(600)
    """
    outcome = run(runner, body, timeout_seconds=1.0)
    assert (outcome.ending, outcome.output) == (Ending.TIMED_OUT, "deaf\n")
    assert (outcome.events, outcome.seconds < LONG) == (b"", True)


def test_memory_is_watched_over_the_whole_family(runner: AgentProcesses) -> None:
    body = """
    hold = "import time; x = b'x' * (60 << 20); time.sleep(600)"
    family = [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(3)]
    time.sleep(600)
    """
    outcome = one(runner, task(runner, body, memory_mb=128))
    assert (outcome.ending, outcome.detail) == (Ending.OUT_OF_MEMORY, "used more than 128 MB")


def test_one_huge_allocation_is_refused_at_once(runner: AgentProcesses) -> None:
    outcome = one(runner, task(runner, "x = bytearray(4 << 30)", memory_mb=128))
    assert outcome.ending == Ending.FAILED
    assert "MemoryError" in outcome.output


def test_output_is_kept_in_order_masked_and_cut(runner: AgentProcesses) -> None:
    body = f"""
    import os
    os.write(1, b"one {SECRET[:5]}"); time.sleep(0.1); os.write(2, b"{SECRET[5:]} two\\n")
    print("x" * 200_000)
    print("three {SECRET}")
    """
    outcome = run(runner, body)
    assert outcome.output.startswith("one *** two\nxxx")
    assert outcome.output.endswith("xxx\nthree ***\n")
    assert "bytes left out …]" in outcome.output
    assert len(outcome.output) < 70_000


def test_secrets_are_masked_in_events_too(runner: AgentProcesses) -> None:
    body = f"""
    import os
    with open(os.environ["GOVERNOR_EVENTS"], "a") as file:
        file.write('{{"note": "{SECRET}"}}\\n')
    """
    assert b'{"note": "***"}\n' in run(runner, body).events


def test_an_agent_sees_its_own_environment_and_no_other(
    runner: AgentProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREIGN_KEY", "x")
    outcome = run(runner, "import os; print(*sorted(os.environ))")
    assert set(outcome.output.split()) - {"LC_CTYPE"} == {
        *ENVIRONMENT,
        "GOVERNOR_EVENTS",
        "GOVERNOR_REPO",
        "PYTHONUNBUFFERED",
        "TMPDIR",
    }


def test_a_given_time_is_the_run_s_time(runner: AgentProcesses) -> None:
    moment = datetime(2020, 2, 29, 12, tzinfo=UTC)
    body = 'return {"symbol": "BTC", "direction": "FLAT"}'
    outcome = one(runner, task(runner, body, now=moment))
    assert [str(line["ts"])[:17] for line in lines(outcome)] == ["2020-02-29T12:00:"] * 2


def test_who_may_not_start_is_not_started(runner: AgentProcesses) -> None:
    body = "open('ran', 'a').write('x')"
    tasks = [replace(task(runner, body), agent=name) for name in ("a", "b", "c")]
    outcomes = runner.run(tasks, lambda made: None if made.agent == "b" else made)
    assert sorted(outcome.task.agent for outcome in outcomes) == ["a", "c"]
    assert (runner.repo / "ran").read_text() == "xx"


def test_it_is_given_its_lease_as_a_file_unless_it_was_told_of_another(
    runner: AgentProcesses,
) -> None:
    body = "import os, pathlib; print(pathlib.Path(os.environ['GOVERNOR_LEASE']).read_text())"
    made = replace(task(runner, body), lease=b"the lease")
    assert one(runner, made).output == "the lease\n"
    (runner.repo / "other").write_text("the other")
    told = {**ENVIRONMENT, "GOVERNOR_LEASE": "other"}
    assert one(runner, replace(made, environment=told)).output == "the other\n"


def test_it_is_started_as_it_was_admitted_with_the_kill_list_of_then(
    runner: AgentProcesses,
) -> None:
    body = "import os, pathlib; print(pathlib.Path(os.environ['GOVERNOR_KILL_LIST']).read_text())"
    (outcome,) = runner.run([task(runner, body)], lambda one: replace(one, kill_list=b"v: 1"))
    assert outcome.output == "v: 1\n"


def test_its_folder_goes_with_it(runner: AgentProcesses) -> None:
    run(runner, "import tempfile; tempfile.mkdtemp()")
    assert list(runner.workspace.iterdir()) == []


def test_so_many_run_at_a_time_and_one_s_end_is_its_own(runner: AgentProcesses) -> None:
    tasks = [
        task(runner, "time.sleep(600)", "hang", timeout_seconds=1.5),
        task(runner, "import os; os.abort()", "abort"),
        *(task(runner, "time.sleep(0.1)", f"fine{n}") for n in range(3)),
    ]
    began = time.monotonic()
    endings = {one.task.entry_point: one.ending.value for one in runner.run(tasks, always)}
    fine = {f"fine{n}:run": "done" for n in range(3)}
    assert endings == {"hang:run": "timed out", "abort:run": "failed", **fine}
    assert time.monotonic() - began < LONG


def test_an_agent_that_kills_its_keeper_is_lost_and_ended(runner: AgentProcesses) -> None:
    body = """
    import os, signal
    print(os.getpid(), flush=True)
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)
    """
    outcome = run(runner, body)
    assert outcome.ending == Ending.LOST
    assert not _eventually_alive(int(outcome.output))


def test_what_it_started_elsewhere_ends_with_a_killed_keeper_too(runner: AgentProcesses) -> None:
    """The kernel may kill a keeper too, where memory is short."""
    body = """
    import os, signal
    left = subprocess.Popen(SLEEP, start_new_session=True, stdout=subprocess.DEVNULL)
    print(left.pid, flush=True)
    os.kill(os.getppid(), signal.SIGKILL)
    """
    outcome = run(runner, body)
    assert outcome.ending == Ending.LOST
    assert not _eventually_alive(int(outcome.output))


def test_when_governor_stops_listening_the_agents_end(runner: AgentProcesses) -> None:
    body = "import os; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    tasks = [task(runner, "return None", "quick"), task(runner, body, "hang")]
    outcomes = runner.run(tasks, always)
    next(outcomes)
    pid = _pid(runner.repo / "pid")
    assert isinstance(outcomes, Iterator)
    outcomes.close()  # type: ignore[attr-defined]
    assert not _eventually_alive(pid)


def test_when_governor_is_killed_the_agents_end(runner: AgentProcesses) -> None:
    made = task(runner, "import os; open('pid', 'w').write(str(os.getpid())); time.sleep(600)")
    script = (
        "from pathlib import Path; from bot.words.masking import masker;"
        "from bot.ports.agents import Task;"
        "from bot.adapters.agents.processes import AgentProcesses;"
        f"runner = AgentProcesses(Path({str(runner.repo)!r}), Path({str(runner.workspace)!r}),"
        f" masker([]), 1); list(runner.run([Task('a', 'r', {made.entry_point!r},"
        f" {ENVIRONMENT!r}, 60.0, 512)], lambda task: task))"
    )
    governor = subprocess.Popen([sys.executable, "-c", script], cwd=SOURCE)
    pid = _pid(runner.repo / "pid")
    governor.send_signal(signal.SIGKILL)
    governor.wait()
    assert not _eventually_alive(pid)


def _pid(path: Path) -> int:
    for _ in range(200):
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError(f"{path} never came; threads: {threading.enumerate()}")


def _eventually_alive(pid: int) -> bool:
    deadline = time.monotonic() + 8
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive(pid)
