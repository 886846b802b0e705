"""python -m bench year [--folder DIR] [--days N] [--whole N] [--beyond N] [--every-cycle].

Lives a year of a fleet of two hundred, 48 cycles a day and 40,000 signals a quarter, through the
real store and judge, then compacts it. Some days are lived cycle by cycle, the others judged once
in three days; what the cycles between would have added is computed from the days that were whole,
and days beyond the year, lived whole, are held against the same computing.
`--every-cycle` lives all 17,520, which takes a day. A folder that is given is gone on with.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import table
from bench.year.case import Wanted, year_rows
from bench.year.fleet import DAYS


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench year",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--whole", type=int, default=3)
    parser.add_argument("--beyond", type=int, default=1)
    parser.add_argument("--every-cycle", action="store_true")
    given = parser.parse_args(arguments)
    whole = given.days if given.every_cycle else given.whole
    with tempfile.TemporaryDirectory() as name:
        wanted = Wanted(given.folder or Path(name) / "year", given.days, whole, given.beyond)
        rows = list(year_rows(wanted))
    for row in rows:
        print("\n".join(row.detail))
    table.show(rows)
    return 0 if all(row.held for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
