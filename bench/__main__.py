"""python -m bench [CASE ...] [--quick | --large]: one table, each case beside a comparator.

A case that is named also prints its detail. Results go to bench-out/results.json. A limit that does
not hold makes exit code 1.
"""

import argparse
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bench import results, table
from bench.cases import CASES, STUDIES
from bench.machine import sentence
from bench.row import Limit, Measured, Row, Size


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] and arguments[0] in STUDIES:
        return int(import_module(STUDIES[arguments[0]]).main(arguments[1:]) or 0)
    given = _given(arguments)
    print(f"{sentence()}; {given.size} inputs", file=sys.stderr)
    rows = [row for case in given.cases or CASES for row in _case(case, given.size)]
    if given.cases:
        for line in (line for row in rows for line in row.detail):
            print(line)
    table.show(rows)
    file = results.write(rows, given.size, given.out)
    print(f"{len(rows)} rows, {sum(not row.held for row in rows)} beyond their limit: {file}")
    return 0 if all(row.held for row in rows) else 1


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"cases: {', '.join(CASES)}; studies, each alone: {', '.join(STUDIES)}",
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", type=_known)
    size = parser.add_mutually_exclusive_group()
    for name in (Size.QUICK, Size.LARGE):
        size.add_argument(f"--{name}", dest="size", action="store_const", const=name)
    parser.add_argument("--out", type=Path, default=results.FILE, metavar="FILE")
    parser.set_defaults(size=Size.USUAL)
    return parser.parse_args(arguments)


def _known(case: str) -> str:
    if case not in CASES:
        raise argparse.ArgumentTypeError(f"there is no case {case}; there are {', '.join(CASES)}")
    return case


def _case(case: str, size: Size) -> Iterator[Row]:
    """Give its rows; a case that fails is a row beyond its limit, and the others go on."""
    print(f"{case} …", file=sys.stderr, flush=True)
    try:
        yield from import_module(CASES[case]).rows(size)
    except Exception as failed:  # noqa: BLE001 - told below, and the exit code says it
        traceback.print_exc()
        why = f"{type(failed).__name__}: {failed}"
        yield Row(case, "", 0, Measured(""), limit=Limit(f"ran to its end ({why})", held=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
