"""What an accepted proposal becomes: constant code, and a model's words as data alone."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bot.effects.scaffold.agent_text import AGENT, TEST
from bot.effects.scaffold.files import edits, entry
from bot.state.proposals import Acceptance
from bot.words.instant import parse, to_ms
from tests.effects.proposals.world import AT, POLICY, made, proposed
from tests.fakes.venue_server import made as market
from tests.fakes.venue_server import venue_server

NASTY = """'''); import os; os.system("touch pwned") #\u202e """ + '"""' + "\\"
ACCEPTED = Acceptance(by="kim", at=AT, reason="why not")
NOW = parse(AT)


def files(**more: object) -> dict[str, bytes]:
    one = made(**more)
    found = edits(proposed(one), one, POLICY)
    return {edit.path: edit.content or b"" for edit in found}


def agent(folder: Path, **given: object) -> ModuleType:
    """Load the module beside parameters of its own."""
    data = json.loads(files()["agents/scaffolded/clover_calm.json"])
    (folder / "calm.py").write_text(AGENT)
    (folder / "calm.json").write_text(json.dumps({**data, **given}))
    spec = importlib.util.spec_from_file_location("calm_under_test", folder / "calm.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_code_is_the_same_whatever_is_proposed() -> None:
    nasty = files(
        thesis=NASTY, evaluation={"offline": NASTY, "shadow": NASTY}, data_sources=[NASTY]
    )
    assert nasty["agents/scaffolded/clover_calm.py"] == AGENT.encode()
    assert nasty["tests/scaffolded/test_clover_calm.py"] == TEST.encode()
    data = nasty["agents/scaffolded/clover_calm.json"]
    assert data.isascii()
    assert json.loads(data)["thesis"] == NASTY


def test_the_entry_is_of_the_shadow_and_names_where_it_comes_from() -> None:
    one = made()
    found = entry(proposed(one), one, ACCEPTED, POLICY)
    assert found["stage"] == "shadow"
    assert (found["parent"], found["proposal"], found["owner"]) == ("clover-sol", one.id, "kim")
    assert found["max_weight"] == 0.05
    assert "secrets" not in found


def test_the_module_and_its_test_are_clean(tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    assert ruff
    (tmp_path / "agent.py").write_text(AGENT)
    (tmp_path / "test_agent.py").write_text(TEST)
    rules = ["--isolated", "--line-length", "100", "--select", "E,F,I,B,UP,RUF,ANN"]
    checked = subprocess.run([ruff, "check", *rules, str(tmp_path)], check=False)
    assert checked.returncode == 0


RISING = [100 * 1.01 ** (hour + hour % 2) for hour in range(60)]
VIEWS = {"momentum": 1, "reversion": -1, "breakout": 1}


@pytest.mark.parametrize("kind", VIEWS)
def test_each_signal_knows_up_from_down(tmp_path: Path, kind: str) -> None:
    module = agent(tmp_path)
    up, down = module.view(kind, RISING, 24), module.view(kind, [10_000 / p for p in RISING], 24)
    assert up * VIEWS[kind] > 0
    assert down * VIEWS[kind] < 0
    assert module.view(kind, [5.0] * 30, 24) == 0.0


def test_what_grew_quieter_is_calm(tmp_path: Path) -> None:
    module = agent(tmp_path)
    loud = [100 + 3 * (hour % 2) for hour in range(13)]
    calm = [100 + 0.2 * (hour % 2) for hour in range(12)]
    assert module.view("calm", [*loud, *calm], 24) > 0
    assert module.view("calm", [*calm, *loud], 24) < 0


@pytest.mark.parametrize(("weight", "way"), [(1.0, "LONG"), (-1.0, "SHORT")])
def test_a_negative_weight_trades_against_it(tmp_path: Path, weight: float, way: str) -> None:
    signal = {"kind": "momentum", "lookback_hours": 24, "weight": weight}
    module = agent(tmp_path, signals=[signal])
    assert module.forecast("SOL", module.score(RISING))["direction"] == way


def test_a_faint_view_is_flat(tmp_path: Path) -> None:
    said = agent(tmp_path, min_confidence=0.5).forecast("SOL", 0.9)
    assert (said["direction"], said["confidence"]) == ("FLAT", 0.4219)


def test_venues_are_asked_in_order_until_one_has_all_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERNOR_NOW", AT)
    markets = {"SOLUSDT": market("SOL"), "SOL-USD": market("SOL")}
    with venue_server(markets, to_ms(NOW)) as venue:
        near = {"name": "near", "kind": "binance", "url": venue.url}
        far = {"name": "far", "kind": "coinbase", "url": venue.url}
        gone = {"name": "gone", "kind": "files", "path": str(tmp_path / "nowhere")}
        by_binance = agent(tmp_path, venues=[gone, near]).closes("SOL")
        by_coinbase = agent(tmp_path, venues=[far]).closes("SOL")
        assert by_binance == by_coinbase
        assert len(by_binance) == 25
        with pytest.raises(LookupError, match=r"no prices of DOGE: near: .*400"):
            agent(tmp_path, venues=[near]).closes("DOGE")


def test_hours_that_have_not_closed_and_hours_that_lack_are_no_prices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERNOR_NOW", AT)
    here = {"name": "here", "kind": "files", "path": str(tmp_path)}
    start = to_ms(NOW) - 24 * 3_600_000
    rows = [f"{start + hour * 3_600_000},1,1,1,{hour + 1}" for hour in range(30)]
    (tmp_path / "SOLUSDT_1m.csv").write_text("\n".join(["open_time,open,high,low,close", *rows]))
    with pytest.raises(LookupError, match="here: 24 closed hours of 25"):
        agent(tmp_path, venues=[here]).closes("SOL")
