import shutil
from pathlib import Path

import pytest

from bot.effects.lp.edition import Kind
from bot.wiring.mail import Manner, press, siren
from bot.wiring.shell import Options, Shell
from tests.policy.shipped import POLICIES

ANN, BOB = "ann@lp.example", "bob@lp.example"


def shell(folder: Path, listed: str) -> Shell:
    shutil.copytree(POLICIES, folder / "policies")
    path = folder / "policies" / "governor.yml"
    text = path.read_text()
    for name in ("alerts", "lp_daily"):
        assert f"{name}: []" in text
        text = text.replace(f"{name}: []", f"{name}: [{listed}]")
    path.write_text(text)
    return Shell(Options(str(folder), local=True))


@pytest.mark.parametrize(
    ("listed", "letters", "alarms"),
    [("", (ANN,), (ANN,)), (f"{ANN}, {BOB}", (ANN,), (ANN, BOB)), (BOB, (), (BOB,))],
)
def test_letters_are_narrowed_and_alarms_never(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    listed: str,
    letters: tuple[str, ...],
    alarms: tuple[str, ...],
) -> None:
    monkeypatch.setenv("META_EMAIL_TO", ANN)
    made = shell(tmp_path, listed)
    assert press(made, Kind.DAILY, Manner()).to == letters
    assert siren(made, made.out).to == alarms
