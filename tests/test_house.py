"""Every room wears a sign, and the sign says what the import contract says."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
LAYERS = [
    [room.strip(" ()") for room in layer.split("|")]
    for layer in next(c for c in CONTRACTS if c["id"] == "house")["layers"]
]
PURE = [
    name.removeprefix("bot.")
    for name in next(c for c in CONTRACTS if c["id"] == "pure")["source_modules"]
]
ROOMS = [room for layer in LAYERS for room in layer]
ONLY_FOR = {
    name.removeprefix("bot."): {room.removeprefix("bot.") for room in contract["allowed_importers"]}
    for contract in CONTRACTS
    if contract["type"] == "protected"
    for name in contract["protected_modules"]
}
SIGN = re.compile(
    r"\A(?P<name>\w+): (?P<what>[^\n]+)\n\n"
    r"Takes: (?P<takes>[^\n]+)\n"
    r"Gives: (?P<gives>[^\n]+)\n"
    r"May import: (?P<imports>[^.]+)\.\n"
    r"Never: (?P<never>[^\n]+)"
)


def sign_of(room: str) -> re.Match[str]:
    package = BOT / room / "__init__.py"
    source = package if package.exists() else BOT / f"{room}.py"
    match = SIGN.match(ast.get_docstring(ast.parse(source.read_text())) or "")
    assert match, f"{source} has no sign of the four lines Takes, Gives, May import, Never"
    return match


def below(room: str) -> list[str]:
    depth = next(i for i, layer in enumerate(LAYERS) if room in layer)
    lower = [name for layer in LAYERS[depth + 1 :] for name in layer]
    return [name for name in lower if room in ONLY_FOR.get(name, ROOMS)]


@pytest.mark.parametrize("room", ROOMS)
def test_the_sign_says_what_the_contract_says(room: str) -> None:
    listed = sign_of(room)["imports"]
    assert ([] if listed == "nothing" else re.split(r",\s+", listed)) == below(room)


@pytest.mark.parametrize("room", ROOMS)
def test_the_sign_names_its_room(room: str) -> None:
    assert sign_of(room)["name"].lower() == room


def test_every_room_is_in_the_contract() -> None:
    found = {path.stem for path in BOT.iterdir() if path.suffix == ".py"} - {"__init__", "__main__"}
    found |= {path.name for path in BOT.iterdir() if (path / "__init__.py").exists()}
    assert found == set(ROOMS)


PURE_FILES = [
    p for p in BOT.rglob("*.py") if p.relative_to(BOT).parts[0].removesuffix(".py") in PURE
]


@pytest.mark.parametrize("path", PURE_FILES, ids=lambda path: str(path.relative_to(BOT)))
def test_pure_rooms_open_nothing_and_print_nothing(path: Path) -> None:
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "print", "input", "exec", "eval", "__import__"}
