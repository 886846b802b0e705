"""python -m bench arithmetic: reckon docs/scale.md's last table anew from the figures above it.

A row of a figure is `name | value | ...`; a formula is `- **column** = an expression of names`.
"""

import ast
import math
import operator
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
FIGURE = re.compile(r"^\| `(\w+)` \| ([\d.,]+) \|", re.MULTILINE)
FORMULA = re.compile(r"^- \*\*(.+?)\*\* = `(.+?)`", re.MULTILINE)
TABLE = re.compile(r"^\| signals a day \|.*\n\|[-:| ]+\|\n((?:\|.*\n)+)", re.MULTILINE)
Number = int | float
OPERATIONS: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
POWERS = range(3, 10)


def main(arguments: Sequence[str] = ()) -> int:
    del arguments
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PAGE} is reckoned anew")
    return 0


def renewed(page: str) -> str:
    found = TABLE.search(page)
    if found is None:
        sys.exit("there is no table that begins with | signals a day |")
    return page[: found.start(1)] + rows(page) + page[found.end(1) :]


def rows(page: str) -> str:
    figures = {name: float(value.replace(",", "")) for name, value in FIGURE.findall(page)}
    formulas = [ast.parse(text, mode="eval").body for _, text in FORMULA.findall(page)]
    return "".join(
        f"| 10^{power} | {' | '.join(cells(formulas, {**figures, 'n': 10.0**power}))} |\n"
        for power in POWERS
    )


def cells(formulas: Sequence[ast.expr], names: Mapping[str, float]) -> list[str]:
    return [shown(reckoned(formula, names)) for formula in formulas]


def reckoned(formula: ast.expr, names: Mapping[str, float]) -> float:
    match formula:
        case ast.BinOp(left=left, op=how, right=right):
            return OPERATIONS[type(how)](reckoned(left, names), reckoned(right, names))
        case ast.Call(func=ast.Name(id="ceil"), args=[inner]):
            return math.ceil(reckoned(inner, names))
        case ast.Name(id=name):
            return names[name]
        case ast.Constant(value=int() | float() as value):
            return value
    raise ValueError(f"{ast.unparse(formula)} is more than arithmetic")


def shown(value: float) -> str:
    """Give two digits: no figure that it rests on is better known."""
    return f"{float(f'{value:.2g}'):,.10g}"
