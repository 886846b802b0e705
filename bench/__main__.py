"""Run `python -m bench` for every case, `python -m bench ingest` for one."""

import sys
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent


def cases() -> list[str]:
    modules = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    packages = {path.parent.name for path in FOLDER.glob("*/__main__.py")}
    return sorted(modules | packages)


def main(wanted: list[str]) -> int:
    unknown = sorted(set(wanted) - set(cases()))
    if unknown:
        print(f"There is no case {', '.join(unknown)}; there are {', '.join(cases())}.")
        return 2
    for case in wanted or cases():
        print(f"== {case}", flush=True)
        package = (FOLDER / case).is_dir()
        import_module(f"bench.{case}.__main__" if package else f"bench.{case}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
