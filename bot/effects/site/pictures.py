"""A chart on a page: its description for the script, and its numbers for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.effects.charts.bars import Bar, allocation, pnl_by
from bot.effects.charts.calibration import Tenth, calibration
from bot.effects.charts.equity import KINDS, Mark, Point, drawdown, equity
from bot.effects.charts.evidence import Belief, evidence
from bot.effects.charts.spec import Spec
from bot.effects.site.cells import cell
from bot.state.report.agent import BinRow, SliceRow


@dataclass(frozen=True, slots=True)
class Picture:
    """`rows` are the same numbers, under `head`."""

    title: str
    spec: Spec
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: str = ""

    @property
    def words(self) -> str:
        said: str = self.spec["description"]
        return said


def of_equity(points: Sequence[Point], marks: Sequence[Mark]) -> Picture:
    what: dict[str, list[str]] = {}
    for one in marks:
        what.setdefault(one.day, []).append(f"{KINDS[one.kind][0]}: {one.text}")
    rows = tuple(
        (
            one.day,
            cell("bps", one.pnl_bps, f"curve.{one.day}.pnl_bps"),
            "; ".join(what.get(one.day, ())),
        )
        for one in points
    )
    head = ("Day", "PnL so far", "What happened")
    return Picture("PnL of the paper book", equity(points, marks), head, rows)


def of_drawdown(
    points: Sequence[Point], limit_bps: float | None, marks: Sequence[Mark] = ()
) -> Picture:
    rows = tuple(
        (one.day, cell("depth", one.drawdown_bps, f"curve.{one.day}.drawdown_bps"))
        for one in points
    )
    breached = ", and at each breach" if any(one.fell_bps is not None for one in marks) else ""
    title = f"Drawdown at the end of each day{breached}"
    return Picture(title, drawdown(points, limit_bps, marks), ("Day", "Drawdown"), rows, "low")


def of_allocation(weights: Mapping[str, float], cash: float | None) -> Picture:
    spec = allocation(weights, cash)
    rows = tuple((row["label"], _share(row)) for row in spec["data"]["values"])
    return Picture("Shares of the book", spec, ("Who", "Share"), rows, "bars")


def of_beliefs(beliefs: Sequence[Belief], asked: Mapping[str, float], place: str) -> Picture:
    rows = tuple((one.day, cell("evidence", one.e_value, f"{place}.{one.day}")) for one in beliefs)
    title = "Evidence at the beginning of each day"
    return Picture(title, evidence(beliefs, asked), ("Day", "E"), rows)


def of_slices(title: str, slices: Mapping[str, SliceRow], place: str, unit: str = "") -> Picture:
    names = sorted(slices, key=lambda name: (len(name) if unit else 0, name))
    bars = [Bar(f"{name}{unit}", slices[name].net_bps, slices[name].n) for name in names]
    rows = tuple((f"{name}{unit}", *_slice(slices[name], f"{place}.{name}")) for name in names)
    head = (title.capitalize(), "Net", "Hit rate", "n")
    return Picture(f"Net result by {title}", pnl_by(title, bars), head, rows, "bars")


def of_bins(bins: Sequence[BinRow], place: str) -> Picture:
    spec = calibration([Tenth(one.said, one.came, one.n) for one in bins])
    rows = tuple(_bin(one, f"{place}.{at}") for at, one in enumerate(bins))
    return Picture("Calibration", spec, ("Said it goes up", "Went up", "n"), rows)


def _share(row: Mapping[str, Any]) -> str:
    place = "fleet.cash" if row.get("rest") else f"allocation.weights.{row['label']}"
    return cell("percent", row["share"], place)


def _slice(one: SliceRow, place: str) -> tuple[str, ...]:
    return (
        cell("bps", one.net_bps, f"{place}.net_bps"),
        cell("percent", one.hit_rate, f"{place}.hit_rate"),
        cell("count", one.n, f"{place}.n"),
    )


def _bin(one: BinRow, place: str) -> tuple[str, ...]:
    return (
        cell("percent", one.said, f"{place}.said"),
        cell("percent", one.came, f"{place}.came"),
        cell("count", one.n, f"{place}.n"),
    )
