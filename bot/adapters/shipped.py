"""What is shipped beside the code: in the checkout that runs, or where pip has put it."""

import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.errors import CannotRead

CHECKOUT = Path(__file__).parents[2]
INSTALLED = Path(sysconfig.get_path("data")) / "share" / "governor"
PACKAGE = Path(__file__).parents[1]
CLASSIC = "policies/profiles/classic"
PARTS: Mapping[str, tuple[str, ...]] = {
    "policies": ("policies/*.yml",),
    "classic": (f"{CLASSIC}/*.yml",),
    "schemas": ("policies/schema/*.json",),
    "workflows": (".github/workflows/*.yml", ".github/actions/*/*"),
    "program": (
        "pyproject.toml",
        "LICENSE",
        ".gitignore",
        "requirements/lake.txt",
        "requirements/run.txt",
        "requirements/build.txt",
        f"{CLASSIC}/*.yml",
    ),
}


def shipped() -> Path:
    """Give the folder that holds the shipped `policies`."""
    for place in (CHECKOUT, INSTALLED):
        if (place / "policies" / "governor.yml").is_file():
            return place
    raise CannotRead("the shipped policies", f"neither {CHECKOUT} nor {INSTALLED} has them")


def shipped_part(name: str) -> Mapping[str, bytes]:
    """Read one part of what is shipped, by its path in a repository."""
    place = shipped()
    found = {path for pattern in PARTS[name] for path in place.glob(pattern) if path.is_file()}
    files = {str(path.relative_to(place)): path.read_bytes() for path in sorted(found)}
    return {**files, **dict(_code())} if name == "program" else files


def _code() -> Iterator[tuple[str, bytes]]:
    """Read the package that runs: all that a repository needs to install it again."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{PACKAGE.name}/{path.relative_to(PACKAGE)}", path.read_bytes()
