import tomllib
from pathlib import Path

import pytest

from bot.adapters import shipped
from bot.errors import CannotRead

ROOT = Path(__file__).parents[2]


def test_a_checkout_ships_its_own() -> None:
    assert shipped.shipped() == ROOT


def test_an_installed_one_ships_what_pip_put_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "CHECKOUT", tmp_path / "site-packages")
    monkeypatch.setattr(shipped, "INSTALLED", tmp_path / "share")
    with pytest.raises(CannotRead, match="the shipped policies"):
        shipped.shipped()
    (tmp_path / "share" / "policies").mkdir(parents=True)
    (tmp_path / "share" / "policies" / "governor.yml").touch()
    assert shipped.shipped() == tmp_path / "share"


def test_pip_is_told_of_every_policy_and_example_file() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["data-files"]
    named = {path for patterns in data.values() for one in patterns for path in ROOT.glob(one)}
    every = (path for kind in ("policies", "examples/fleet") for path in (ROOT / kind).rglob("*"))
    assert named == {path for path in every if path.is_file() and path.suffix != ".pyc"}
