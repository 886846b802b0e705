"""Draw docs/evidence.svg: the e-values of four agents of one simulated life.

Run `python -m bench.fleet.picture`.
"""

from math import log
from pathlib import Path

import numpy as np

from bench.fleet.agents import calibrate
from bench.fleet.judge import BEGIN, SHIPPED
from bench.fleet.market import Array
from bench.fleet.positions import book
from bench.fleet.world import USUAL, Life, World, live
from bot.stats import fold as fd
from bot.stats.evidence import Hour

SEED = 1
WIDTH, HEIGHT, LEFT, LOW, HIGH = 720, 360, 48, -4.0, 12.0
STYLES = (
    ("edge", False, "#1a7f37", "an edge"),
    ("edge", True, "#9a6700", "an edge that dies (dot)"),
    ("even", False, "#57606a", "earns its costs"),
    ("negative", False, "#cf222e", "loses"),
)
OUT = Path(__file__).parents[2] / "docs" / "evidence.svg"


def main() -> None:
    life = live(World("usual", 180, USUAL, 20), SEED, calibrate(0.0))
    paths = evidence(life)
    lines = [_level(value, text) for value, text in ((7, "canary: 7"), (20, "live: 20"), (1, "1"))]
    for place, (kind, dies, colour, text) in enumerate(STYLES):
        agent = busiest(life, kind, dies=dies)
        lines.append(_path(paths[:, agent], colour))
        lines.append(_text(LEFT + 12, 20 + 18 * place, text, colour))
        if dies:
            day = life.dies[agent] / 24.0
            at = paths[int(day), agent]
            lines.append(f'<circle cx="{_x(day):.1f}" cy="{_y(at):.1f}" r="5" fill="{colour}"/>')
    lines.append(_text(WIDTH - 90, HEIGHT - 8, "180 days", "#57606a"))
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="E-values of four agents"'
    OUT.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )


def evidence(life: Life) -> Array:
    """Log e-values [day, agent] of agents that nobody promotes, demotes or retires."""
    held = book(life.trades, life.market, len(life.agents))
    names = [f"{number:04}" for number in range(len(life.agents))]
    fold = fd.enter(fd.start(BEGIN, SHIPPED.terms), names)
    days = [fold.evidence.log_e(SHIPPED.terms.rho)]
    for hour in range(len(held.net)):
        at = (held.net[hour] * 1.0, held.gross[hour] * 1.0, held.cost[hour])
        fold = fd.step(fold, Hour(life.market.returns[hour], *at), SHIPPED.terms)
        if fold.at.hour == 0:
            days.append(fold.evidence.log_e(SHIPPED.terms.rho))
    return np.array(days)


def busiest(life: Life, kind: str, *, dies: bool) -> int:
    views = np.bincount(life.trades.agent, minlength=len(life.agents))
    alike = [
        number
        for number, agent in enumerate(life.agents)
        if agent.kind == kind and (agent.dies is not None) is dies
    ]
    return max(alike, key=lambda number: int(views[number]))


def _x(day: float) -> float:
    return LEFT + day / 180.0 * (WIDTH - LEFT - 8)


def _y(log_e: float) -> float:
    return 8 + (HIGH - min(HIGH, max(LOW, log_e))) / (HIGH - LOW) * (HEIGHT - 30)


def _level(value: int, text: str) -> str:
    y = _y(log(value))
    line = f'<path d="M{LEFT} {y:.1f}H{WIDTH - 8}" stroke="#d0d7de" stroke-dasharray="4 3"/>'
    return line + _text(WIDTH - 80, y - 4, text, "#57606a")


def _path(values: Array, colour: str) -> str:
    points = " ".join(f"{_x(day):.1f},{_y(value):.1f}" for day, value in enumerate(values.tolist()))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _text(x: float, y: float, text: str, colour: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}">{text}</text>'


if __name__ == "__main__":
    main()
