"""A run is told once, however it ends and wherever it ran."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from pathlib import Path

import pytest

from bot.events.check import Event, check
from bot.events.tolerance import Intake
from bot.sdk import CannotRun, Run, carry, current, emit, run
from bot.sdk.ending import end_all
from bot.sdk.fields import TOKEN
from bot.sdk.outside import now
from tests.fakes.events import TOLERANCE
from tests.sdk.conftest import Heard

SIGNAL = {"symbol": "BTC/USDT", "direction": "LONG"}


class Broken(Exception):
    pass


def test_a_run_is_told_in_one_line_that_ingest_takes(heard: Heard) -> None:
    with heard.run() as opened:
        time.sleep(0.002)
    (line,) = heard.lines
    assert line.pop("latency_ms") >= 2
    assert line.pop("ts")
    assert line == {
        "v": 1,
        "agent": "mom-1",
        "run_id": opened.run_id,
        "errors": 0,
        "model": None,
        "provider": None,
        "cost_usd": 0.0,
        "tokens_in": 0,
        "tokens_out": 0,
    }
    event = check(heard.data[0].rstrip(b"\n"), Intake.at(now(), TOLERANCE))
    assert isinstance(event, Event)
    assert event.kind == "telemetry"


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (Broken("no price"), 1),
        (KeyboardInterrupt(), 1),
        (asyncio.CancelledError(), 1),
        (SystemExit(3), 1),
        (SystemExit("sorry"), 1),
        (SystemExit(0), 0),
        (SystemExit(None), 0),
    ],
)
def test_what_leaves_the_body_is_counted_and_goes_on_unchanged(
    heard: Heard, error: BaseException, errors: int
) -> None:
    with pytest.raises(type(error)) as caught, heard.run():
        raise error
    assert caught.value is error
    assert error.__context__ is None
    assert error.__cause__ is None
    assert [line["errors"] for line in heard.lines] == [errors]


def test_handled_errors_are_counted_when_said(heard: Heard) -> None:
    with heard.run() as opened:
        opened.error()
        opened.error(2)
    assert heard.lines[0]["errors"] == 3


def test_as_decorator_each_call_is_a_run_of_its_own(heard: Heard) -> None:
    @heard.run()
    def decide(symbol: str, *, direction: str) -> str:
        """Decide."""
        return str(emit({"symbol": symbol, "direction": direction})["run_id"])

    ids = {decide("BTC", direction="LONG"), decide("ETH", direction="SHORT")}
    assert (decide.__name__, decide.__doc__) == ("decide", "Decide.")
    assert ids == {line["run_id"] for line in heard.reports}
    assert len(heard.reports) == len(heard.signals) == 2


def test_async_runs_side_by_side_are_told_apart(heard: Heard) -> None:
    @heard.run("mom-2")
    async def decide(symbol: str) -> tuple[str, object]:
        await asyncio.sleep(0.001)
        return symbol, emit({"symbol": symbol, "direction": "FLAT"})["run_id"]

    async def block() -> None:
        async with heard.run() as opened:
            await asyncio.sleep(0)
            assert current() is opened
            assert await asyncio.to_thread(current) is opened

    async def all_of_them() -> list[tuple[str, object]]:
        await block()
        return await asyncio.gather(*(decide(f"S{nth}") for nth in range(20)))

    said = asyncio.run(all_of_them())
    assert {(line["symbol"], line["run_id"]) for line in heard.signals} == set(said)
    assert len({line["run_id"] for line in heard.reports}) == 21


def test_a_cancelled_task_is_told(heard: Heard) -> None:
    async def hang() -> None:
        async with heard.run():
            await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(hang(), 0.01))
    assert [line["errors"] for line in heard.lines] == [1]


def test_nested_runs_are_runs_of_their_own(heard: Heard) -> None:
    with heard.run("outer") as outer:
        with heard.run("inner") as inner:
            assert current() is inner
            assert emit(SIGNAL)["agent"] == "inner"
        assert current() is outer
        assert emit(SIGNAL)["agent"] == "outer"
    assert current() is None
    assert [line["agent"] for line in heard.reports] == ["inner", "outer"]
    assert outer.run_id != inner.run_id


def test_an_exception_that_passes_two_runs_is_an_error_of_both(heard: Heard) -> None:
    with pytest.raises(Broken), heard.run("outer"), heard.run("inner"):
        raise Broken
    assert [line["errors"] for line in heard.lines] == [1, 1]


def test_in_a_host_the_agents_own_run_continues_it(heard: Heard) -> None:
    """Whoever starts agents opens a run around them, and the agent may open one itself."""

    def body(host: Run) -> None:
        with heard.run() as own:
            assert own is host
        assert not host.ended
        with heard.run("other"), run("mom-1", "momentum", sink=heard, run_id="a-7"):
            pass
        with heard.run():
            raise Broken

    with pytest.raises(Broken), heard.run(host=True) as host:
        body(host)
    assert [(line["run_id"], line["errors"]) for line in heard.lines] == [
        ("a-7", 0),
        (heard.lines[1]["run_id"], 0),
        (host.run_id, 1),
    ]
    assert [line["agent"] for line in heard.lines] == ["mom-1", "other", "mom-1"]


def test_threads_know_a_run_that_is_carried_to_them(heard: Heard) -> None:
    with heard.run() as opened, ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: current(), range(8))) == [None] * 8
        assert {pool.submit(carry(current)).result() for _ in range(8)} == {opened}

        def work(_: int) -> None:
            opened.error()
            emit(SIGNAL, run=opened)

        list(pool.map(work, range(200)))
    assert heard.reports[0]["errors"] == 200
    assert len(heard.signals) == 200


def test_each_thread_may_have_a_run_of_its_own(heard: Heard) -> None:
    def work(nth: int) -> Run:
        with heard.run(f"a{nth}") as opened:
            time.sleep(0.001)
            assert emit(SIGNAL)["agent"] == f"a{nth}"
            return opened

    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(work, range(40)))
    assert {one.run_id for one in runs} == {line["run_id"] for line in heard.reports}
    assert len(heard.reports) == 40


def test_a_run_that_ends_in_another_context_is_told_all_the_same(heard: Heard) -> None:
    opening = heard.run()
    Context().run(opening.__enter__)
    opening.__exit__(None, None, None)
    assert len(heard.reports) == 1


def test_one_opening_is_entered_once_at_a_time(heard: Heard) -> None:
    opening = heard.run()
    with opening, pytest.raises(CannotRun, match="it is open; call run"), opening:
        pass
    with opening:
        pass
    assert len({line["run_id"] for line in heard.reports}) == 2


def test_generators_are_refused_since_they_may_never_end(heard: Heard) -> None:
    with pytest.raises(CannotRun, match="a generator may stop"):

        @heard.run()
        def stream() -> Iterator[int]:
            yield 1


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("mom 1", "momentum"), "Cannot open the run: agent was 'mom 1'; use letters, digits"),
        (("", "momentum"), "agent was ''"),
        (("mom-1", None), "strategy_class is missing"),
    ],
)
def test_names_that_ingest_would_refuse_are_refused_at_once(
    names: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(CannotRun, match=sentence):
        run(*names)


def test_the_fingerprint_is_the_runs_or_the_environments(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERNOR_FINGERPRINT", "f" * 64)
    with heard.run():
        assert emit(SIGNAL)["fingerprint"] == "f" * 64
    with run("mom-1", "momentum", sink=heard, fingerprint="v2"):
        assert emit(SIGNAL)["fingerprint"] == "v2"


def full(_: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_a_report_that_cannot_be_written_is_an_error() -> None:
    with pytest.raises(OSError, match="No space"), run("mom-1", "momentum", sink=full):
        pass


def test_a_report_that_cannot_be_written_does_not_hide_the_bodys_exception(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(Broken), run("mom-1", "momentum", sink=full) as opened:
        raise Broken
    assert (
        f"governor: run {opened.run_id} of mom-1 could not be reported" in capsys.readouterr().err
    )


def test_a_second_interrupt_while_a_run_is_told_does_not_lose_it(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bot.sdk.runs.report", impatient)
        with pytest.raises(KeyboardInterrupt), heard.run():
            raise Broken
    assert heard.lines == []
    end_all()
    assert [line["errors"] for line in heard.lines] == [2]


def script(
    tmp_path: Path, body: str
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, object]]]:
    events = tmp_path / "events.jsonl"
    code = f"import os, sys, signal\nfrom bot.sdk import run, emit\n{body}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "GOVERNOR_EVENTS": str(events)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    lines = events.read_text().splitlines() if events.exists() else []
    return done, [json.loads(line) for line in lines]


OPENED = "opening = run('mom-1', 'momentum'); opened = opening.__enter__()\n"
USED = "opened.usage({'model': 'gpt-4o', 'usage': {'input_tokens': 10, 'output_tokens': 5}})\n"

# A shell that started the tests in the background has had them ignore it.
INTERRUPTED = (
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "with run('mom-1', 'momentum'):\n    os.kill(os.getpid(), signal.SIGINT)"
)


@pytest.mark.parametrize(
    ("body", "code", "errors"),
    [
        (OPENED, 0, [1]),
        (OPENED + "sys.exit(0)", 0, [1]),
        (OPENED + "raise ValueError('x')", 1, [1]),
        ("with run('mom-1', 'momentum'):\n    sys.exit(0)", 0, [0]),
        (INTERRUPTED, -2, [1]),
        (OPENED * 3, 0, [1, 1, 1]),
        (OPENED + USED, 0, [1]),
    ],
    ids=["left open", "exit", "crash", "exit inside", "interrupted", "several", "with a model"],
)
def test_a_run_is_told_when_its_process_ends(
    tmp_path: Path, body: str, code: int, errors: list[int]
) -> None:
    done, lines = script(tmp_path, body)
    assert done.returncode == code
    assert [line["errors"] for line in lines] == errors
    assert ("still open when its process ended" in done.stderr) == (OPENED in body)
    assert [line["cost_usd"] for line in lines] == [7.5e-05 if USED in body else 0.0] * len(lines)


def test_a_forked_child_may_speak_in_its_parents_run_but_does_not_report_it(tmp_path: Path) -> None:
    done, lines = script(
        tmp_path,
        "with run('mom-1', 'momentum') as opened:\n"
        "    if os.fork() == 0:\n"
        "        emit({'symbol': 'BTC', 'direction': 'LONG'})\n"
        "    else:\n"
        "        os.wait()\n",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert ["symbol" in line for line in lines] == [True, False]
    assert lines[0]["run_id"] == lines[1]["run_id"]


def test_runs_have_names_of_their_own(heard: Heard) -> None:
    for _ in range(50):
        with heard.run():
            pass
    names = {line["run_id"] for line in heard.lines}
    assert len(names) == 50
    assert all(TOKEN.pattern.fullmatch(name) for name in names)
