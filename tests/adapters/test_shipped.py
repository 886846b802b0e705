import tomllib
from pathlib import Path

import pytest

from bot.adapters import shipped
from bot.commands.setting_up import record
from bot.errors import CannotRead
from tests.write_generated import shipped_record

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


HOME = "share/governor"
SHIPPED = ("policies", "examples/fleet", ".github/workflows", ".github/actions")


def test_pip_is_told_of_every_file_that_is_shipped() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["data-files"]
    named = {path for patterns in data.values() for one in patterns for path in ROOT.glob(one)}
    every = {path for kind in SHIPPED for path in (ROOT / kind).rglob("*") if path.is_file()}
    parts = {ROOT / path for part in shipped.PARTS for path in shipped.shipped_part(part)}
    own = {path for path in parts if path.is_relative_to(ROOT / "bot")}
    wanted = {path for path in every if path.suffix != ".pyc"} | parts - own
    assert named == wanted | {ROOT / record.PATH}
    folders = {
        place: {path.parent for one in data[place] for path in ROOT.glob(one)} for place in data
    }
    assert all(found == {ROOT / Path(place).relative_to(HOME)} for place, found in folders.items())


def test_what_init_writes_can_be_built_alone() -> None:
    """A file that pip is told of by name must be there, or nothing is built at all."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["data-files"]
    by_name = {one for patterns in data.values() for one in patterns if "*" not in one}
    assert by_name <= {*shipped.shipped_part("program"), record.PATH}


def test_the_record_of_the_template_is_current() -> None:
    assert (ROOT / record.PATH).read_bytes() == shipped_record(), "run `make schemas`"


def test_the_program_is_all_that_an_installation_needs() -> None:
    program = shipped.shipped_part("program")
    assert {"pyproject.toml", "bot/__init__.py", "bot/py.typed", "requirements/run.txt"} <= set(
        program
    )
    assert not [path for path in program if "__pycache__" in path]
